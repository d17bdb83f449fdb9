"""Serving pages to the browsers of this machine, and to nobody else."""

from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler

SHARED = Path(__file__).parent / "static"
_LOCAL_HOSTS = {"127.0.0.1", "localhost"}
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
        " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}


@web.middleware
async def local_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse what a page of another site lets the browser ask, under whatever name."""
    origin = request.headers.get("Origin", f"http://{request.host}")
    if _host_name(request.host) not in _LOCAL_HOSTS or origin != f"http://{request.host}":
        raise web.HTTPForbidden(text="The sandbox answers its own pages on this machine alone.")
    return await handler(request)


def _host_name(host: str) -> str | None:
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None


def html(text: str, status: int = 200) -> web.Response:
    """Answer with a page."""
    return web.Response(text=text, status=status, content_type="text/html")


def add_static(app: web.Application, own: Path) -> None:
    """Serve a folder under `/static/`, and what all pages share under `/shared/`."""
    app.router.add_static("/static/", own)
    app.router.add_static("/shared/", SHARED)
    app.on_response_prepare.append(_guard)


async def _guard(_: web.Request, response: web.StreamResponse) -> None:
    """Let no answer be framed by another site, load from elsewhere, or outlive its version."""
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
