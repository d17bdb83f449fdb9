import json

import pytest

from bot.checking.gateway import gateway_checks
from bot.checking.line import Mark
from bot.checking.signature import look_at_signature, smallest_order
from bot.clock import SystemClock
from bot.errors import GatewayMisconfigured
from bot.logs import Redactor
from bot.payments.money import Asset
from bot.sandbox.faults import Fault
from bot.sandbox.keys import make_pair
from bot.sandbox.playground import Playground
from bot.settings import Settings
from tests.checking.conftest import Choosing
from tests.clocks import SetClock
from tests.gateway.parts import MemoryLog
from tests.payments.gateway import ScriptedGateway

CREATE = "createQrOrder"


async def look(settings: Settings) -> str:
    async with gateway_checks(settings, MemoryLog(), SystemClock()) as checks:
        [line] = await checks.look_at_signature()
    return line.shown(Redactor(settings.secrets))


def refusal(code: str) -> bytes:
    answer = {"code": code, "success": False, "data": None, "trace": "4bf9", "msg": "no"}
    return json.dumps(answer).encode()


async def test_an_order_that_is_opened_proves_the_signature(
    choose: Choosing, playground: Playground
) -> None:
    said = await look(choose(assets="USDT@tron,USDT@ethereum", min_amount="2.5"))
    [order] = playground.gateway.orders
    assert (str(order.amount), order.symbol, order.chain_id) == ("2.5", "USDT", "0x2b6653dc")
    assert said == (
        f"ok    signature: accepted; order {order.order_no} of 2.5 USDT on TRON was opened for"
        " that, nobody will pay it, and it expires by itself"
    )


async def test_each_look_opens_an_order_of_another_number(
    choose: Choosing, playground: Playground
) -> None:
    settings = choose()
    assert [(await look(settings))[:2] for _ in range(2)] == ["ok", "ok"]
    assert len({order.order_no for order in playground.gateway.orders}) == 2


async def test_a_key_that_is_not_registered_is_bad_and_to_be_registered(
    choose: Choosing,
) -> None:
    said = await look(choose(blockatm_private_key=make_pair()[0].decode()))
    assert said.startswith("bad   signature: the gateway refused with code 000306")
    assert "To do: register the public key above at the gateway" in said


async def test_a_wrong_api_key_is_another_matter(choose: Choosing) -> None:
    said = await look(choose(blockatm_api_key="another-key-than-ours"))
    assert said.startswith("bad   signature: the gateway refused with code 000110")
    assert "To do: check BLOCKATM_API_KEY" in said
    assert "another-key-than-ours" not in said


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault(CREATE, status=418), "stop every program that uses this API key"),
        (Fault(CREATE, status=429), "it was not looked at: the gateway asks for a pause (429)"),
        (Fault(CREATE, status=502), "check BLOCKATM_BASE_URL and the network"),
        (Fault(CREATE, drop=True), "no answer from the gateway"),
        (Fault(CREATE, status=200, body=b"<html>"), "check BLOCKATM_PROFILE"),
        (Fault(CREATE, status=302), "the gateway redirects"),
        (Fault(CREATE, status=200, body=refusal("000404")), "set ASSETS and MIN_AMOUNT"),
        (Fault(CREATE, status=200, body=refusal("000114")), "or wait for them"),
        # As a number a code has lost its leading zeros.
        (Fault(CREATE, status=200, body=refusal("306")), "register the public key above"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_each_refusal_says_what_to_do(
    choose: Choosing, playground: Playground, fault: Fault, words: str
) -> None:
    playground.gateway.faults.plan(fault)
    said = await look(choose())
    assert said.startswith("bad   signature: ")
    assert words in said


async def test_of_v2_the_secret_key_is_to_be_set() -> None:
    refused = GatewayMisconfigured("the gateway refused with code 000306: no (HTTP 200, trace 1)")
    order = smallest_order(Asset.of("USDT@tron"), "1", SetClock().now())
    [line] = await look_at_signature(ScriptedGateway([refused]), order, "v2")
    assert line.mark is Mark.BAD
    assert line.todo.startswith("set BLOCKATM_SECRET_KEY")


def test_the_order_is_of_no_chat_and_no_person() -> None:
    order = smallest_order(Asset.of("USDC@arbitrum"), "0.5", SetClock().now())
    assert (str(order.amount), order.network.key) == ("0.5 USDC", "arbitrum")
    assert (order.payer_id, order.place.chat_id) == (0, 0)
