import asyncio
import ssl
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from bot.checking.line import Mark
from bot.checking.reaching import look_at_webhooks
from bot.logs import Redactor
from bot.sandbox.keys import make_pair
from bot.settings import Settings
from tests.checking.conftest import Choosing

Answer = Callable[[web.Request], Coroutine[Any, Any, web.Response]]


@asynccontextmanager
async def serving(
    answer: Answer, port: int = 0, tls: ssl.SSLContext | None = None
) -> AsyncIterator[int]:
    """A server that answers everything in the same way; gives its port."""
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port, ssl_context=tls).start()
    try:
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


Serving = Callable[..., Coroutine[Any, Any, int]]


@pytest.fixture
async def serve() -> AsyncIterator[Serving]:
    async with AsyncExitStack() as stack:

        async def one(answer: Answer, port: int = 0, tls: ssl.SSLContext | None = None) -> int:
            return await stack.enter_async_context(serving(answer, port, tls))

        yield one


@pytest.fixture
async def free_port() -> int:
    server = await asyncio.start_server(lambda _reader, _writer: None, "127.0.0.1", 0)
    port: int = server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()
    return port


def saying(text: str, status: int = 200) -> Answer:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(text=text, status=status)

    return answer


def proxy_to(port: int) -> Answer:
    """A reverse proxy, which answers 502 when there is nobody behind it."""

    async def answer(request: web.Request) -> web.Response:
        url = f"http://127.0.0.1:{port}{request.path}"
        try:
            async with aiohttp.ClientSession() as session, session.get(url) as response:
                return web.Response(status=response.status, body=await response.read())
        except aiohttp.ClientError:
            return web.Response(status=502)

    return answer


async def look(settings: Settings) -> str:
    [line] = await look_at_webhooks(settings)
    assert line.mark is not Mark.BAD or line.todo
    return line.shown(Redactor(()))


def served(choose: Choosing, port: int, url: str) -> Settings:
    return choose(http_port=str(port), public_url=url)


async def test_without_a_public_url_no_webhook_is_wanted(choose: Choosing) -> None:
    assert (await look(choose())).startswith("ok    webhooks: none are wanted")


async def test_a_webhook_key_without_a_public_url_is_a_warning(choose: Choosing) -> None:
    said = await look(choose(blockatm_webhook_key=make_pair()[1].decode()))
    assert said.startswith("warn  webhooks: BLOCKATM_WEBHOOK_KEY is set, but without PUBLIC_URL")


async def test_a_public_url_without_a_server_is_bad(choose: Choosing) -> None:
    said = await look(choose(public_url="https://till.example"))
    assert said.startswith("bad   webhooks: PUBLIC_URL is set, but without HTTP_PORT")


async def test_a_way_that_leads_back_here_is_well(
    choose: Choosing, serve: Serving, free_port: int
) -> None:
    url = f"http://127.0.0.1:{await serve(proxy_to(free_port))}"
    assert await look(served(choose, free_port, url)) == (
        f"ok    webhooks: {url}/healthz leads back to 127.0.0.1:{free_port}"
    )


async def test_the_port_is_free_again_afterwards(
    choose: Choosing, serve: Serving, free_port: int
) -> None:
    url = f"http://127.0.0.1:{free_port}"
    assert (await look(served(choose, free_port, url))).startswith("ok")
    assert await serve(saying("the till"), free_port) == free_port


async def test_a_way_that_leads_somewhere_else_is_bad(
    choose: Choosing, serve: Serving, free_port: int
) -> None:
    url = f"http://127.0.0.1:{await serve(saying('ok'))}"
    said = await look(served(choose, free_port, url))
    assert said.startswith(
        f"bad   webhooks: {url}/healthz leads to something else than 127.0.0.1:{free_port}"
    )


async def test_while_the_till_runs_its_own_answer_will_do(
    choose: Choosing, serve: Serving
) -> None:
    till = await serve(saying("ok"))
    url = f"http://127.0.0.1:{await serve(proxy_to(till))}"
    assert (
        await look(served(choose, till, url)) == f"ok    webhooks: {url}/healthz leads to a till"
    )


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (502, "the proxy at"),
        (504, "let the proxy lead to"),
        (404, "answers 404"),
        (301, "answers 301"),
        (500, "answers 500"),
    ],
)
async def test_a_proxy_that_does_not_lead_here_is_bad(
    choose: Choosing, serve: Serving, free_port: int, status: int, words: str
) -> None:
    url = f"http://127.0.0.1:{await serve(saying('', status))}"
    said = await look(served(choose, free_port, url))
    assert said.startswith("bad   webhooks: ")
    assert words in said


async def test_a_refused_connection_points_to_proxy_and_firewall(
    choose: Choosing, free_port: int
) -> None:
    said = await look(served(choose, free_port, "http://127.0.0.1:1"))
    assert said.startswith("bad   webhooks: http://127.0.0.1:1/healthz cannot be reached: no conn")
    assert "check that the proxy runs" in said


async def test_an_unknown_name_points_to_dns(choose: Choosing, free_port: int) -> None:
    said = await look(served(choose, free_port, "http://till.invalid"))
    assert "its name is not known. To do: check its DNS record" in said


async def test_silence_points_to_the_firewall(
    choose: Choosing, serve: Serving, free_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def hang(_: web.Request) -> web.Response:
        await asyncio.Event().wait()
        return web.Response()

    monkeypatch.setattr("bot.checking.reaching.TIMEOUT", aiohttp.ClientTimeout(total=0.2))
    said = await look(served(choose, free_port, f"http://127.0.0.1:{await serve(hang)}"))
    assert "there is no answer. To do: check firewall and router" in said


def self_signed(folder: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, SHA256())
    )
    file = folder / "server.pem"
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(pem + certificate.public_bytes(Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


async def test_a_certificate_that_nobody_trusts_points_to_the_proxy(
    choose: Choosing, serve: Serving, free_port: int, tmp_path: Path
) -> None:
    port = await serve(saying("ok"), tls=self_signed(tmp_path))
    said = await look(served(choose, free_port, f"https://localhost:{port}"))
    assert "TLS fails" in said
    assert "check the proxy's certificate" in said


async def test_an_address_that_is_not_this_machines_is_bad(
    choose: Choosing, free_port: int
) -> None:
    settings = choose(
        http_host="192.0.2.1", http_port=str(free_port), public_url="http://127.0.0.1:1"
    )
    said = await look(settings)
    assert said.startswith(f"bad   webhooks: nothing can listen on 192.0.2.1:{free_port}")
    assert "check HTTP_HOST and HTTP_PORT" in said
