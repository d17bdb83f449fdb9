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
    """Answer with a page that can load nothing from elsewhere and runs no script in its text."""
    return web.Response(text=text, status=status, content_type="text/html", headers=_HEADERS)


def add_static(app: web.Application, own: Path) -> None:
    """Serve a folder under `/static/`, and what all pages share under `/shared/`."""
    app.router.add_static("/static/", own)
    app.router.add_static("/shared/", SHARED)
    app.on_response_prepare.append(_always_fresh)


async def _always_fresh(request: web.Request, response: web.StreamResponse) -> None:
    """Let no browser run the files of an older version."""
    if request.path.startswith(("/static/", "/shared/")):
        response.headers["Cache-Control"] = "no-cache"
        response.headers["X-Content-Type-Options"] = "nosniff"
