import asyncio
import json
import logging
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.payments.hearing import Hearing
from bot.payments.order import State
from bot.web.blockatm import LARGEST_BODY
from tests.clocks import SetClock
from tests.orders import NUMBER, an_order, another, open_books, opened
from tests.payments.owners import Noted
from tests.web.gateway import PATH, Door, event, signed
from tests.web.visitor import ask, get, post, serving, visiting

FIVE_MINUTES = timedelta(minutes=5)
MOMENT = timedelta(milliseconds=1)
CHUNKED = f"POST {PATH} HTTP/1.1\r\nHost: till\r\nTransfer-Encoding: chunked\r\n".encode()
PIECE = b"4000\r\n" + b"x" * 0x4000 + b"\r\n"


@pytest.fixture
async def door(tmp_path: Path, clock: SetClock) -> AsyncIterator[Door]:
    async with open_books(tmp_path / "till.db") as books:
        await books.keep(opened(an_order()))
        door = Door(books, clock)
        async with serving({("POST", PATH): door.handler()}) as server:
            door.port = server.port
            yield door


async def state(door: Door) -> State:
    return (await door.books.found()).state


def loud(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [each.getMessage() for each in caplog.records if each.levelno >= logging.WARNING]


async def test_a_genuine_report_moves_the_order(door: Door) -> None:
    answer = await door.tell(event())

    assert (answer.status, answer.text) == (200, "Received.\n")
    assert await state(door) is State.PAID
    assert (door.heard, door.counted) == ([NUMBER], ["paid"])


async def test_it_is_answered_only_when_it_is_stored(door: Door) -> None:
    door.may_store.clear()
    telling = asyncio.create_task(door.tell(event()))
    done, _ = await asyncio.wait({telling}, timeout=0.1)
    assert not done
    door.may_store.set()
    assert (await telling).status == 200


async def test_it_is_stored_although_the_gateway_hangs_up(door: Door) -> None:
    body = event()
    door.may_store.clear()
    async with visiting(door.port) as visitor:
        visitor.say(post(PATH, body, **signed(body, door.clock.now())))
        await door.is_storing.wait()
    door.may_store.set()
    await door.has_heard.wait()

    assert await state(door) is State.PAID


async def test_a_repeated_report_is_taken_and_changes_nothing(door: Door) -> None:
    body = event()
    request = post(PATH, body, **signed(body, door.clock.now()))
    answers = [await ask(door.port, request) for _ in range(3)]

    assert [answer.status for answer in answers] == [200] * 3
    assert door.counted == ["paid", "nothing_new", "nothing_new"]
    assert await door.books.causes() == ["asked", "set", "paid"]


async def test_reports_out_of_order_leave_the_order_paid(door: Door) -> None:
    await door.tell(event())
    assert (await door.tell(event("PENDING"))).status == 200

    assert await state(door) is State.PAID
    assert door.counted == ["paid", "older"]


async def test_the_same_report_a_hundred_times_at_once_makes_one_move(door: Door) -> None:
    answers = await asyncio.gather(*(door.tell(event()) for _ in range(100)))

    assert {answer.status for answer in answers} == {200}
    assert door.counted.count("paid") == 1
    assert await door.books.causes() == ["asked", "set", "paid"]


async def test_an_order_that_is_not_ours_is_no_fault_of_the_gateway(door: Door) -> None:
    answer = await door.tell(event(orderNo="SOMEBODYS1", id="g-SOMEBODYS1"))

    assert answer.status == 200
    assert (door.heard, door.counted) == ([""], ["unknown_order"])


@pytest.mark.parametrize(
    "names",
    [
        {"id": f"g-{NUMBER}"},
        {"id": "a name that was not told"},
        {"orderNo": None, "id": f"g-{NUMBER}"},
        {"orderNo": "SOMEBODYS1", "id": f"g-{NUMBER}"},
    ],
)
async def test_one_name_that_is_ours_is_enough(door: Door, names: dict[str, Any]) -> None:
    answer = await door.tell(event(**names))

    assert (answer.status, answer.text) == (200, "Received.\n")
    assert await door.books.causes() == ["asked", "set", "paid"]
    assert (door.heard, door.counted) == ([NUMBER], ["paid"])


async def test_what_names_two_orders_counts_for_our_own_number(
    door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    other = await door.books.keep(opened(another(1)))
    body = event(id=f"g-{other.number}")
    assert [(await door.tell(body)).status for _ in range(2)] == [200, 200]

    assert await state(door) is State.PAID
    assert await door.books.found(other.number) == other
    assert (door.heard, door.counted) == ([NUMBER] * 2, ["paid", "nothing_new"])
    assert len(loud(caplog)) == 1


async def test_a_webhook_by_any_name_makes_up_for_what_a_sweep_has_found(
    door: Door, clock: SetClock
) -> None:
    owners = Noted(clock)
    hearing = Hearing(clock, owners, is_open=True)
    hearing.found(NUMBER)
    await door.tell(event(orderNo=None, id=f"g-{NUMBER}"))
    for number in door.heard:
        await hearing.heard(number)
    clock.forward(minutes=5)
    await hearing.check()

    assert (owners.begun, door.heard) == ([], [NUMBER])


async def test_another_event_is_passed_over_with_a_line_in_the_log(
    door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    answer = await door.tell(event(), BlockATM_Event="Payout")

    assert answer.status == 200
    assert await state(door) is State.OPEN
    assert (door.heard, door.counted) == ([], ["other_event"])
    assert "a webhook of the gateway is about no order, and is passed over" in caplog.messages


async def test_without_the_database_the_gateway_is_asked_to_come_again(
    door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    door.is_locked = True
    answer = await door.tell(event())

    assert (answer.status, answer.headers["Retry-After"]) == (503, "10")
    assert (door.heard, door.counted) == ([], ["unstored"])
    assert len(loud(caplog)) == 1
    door.is_locked = False
    assert (await door.tell(event())).status == 200
    assert await state(door) is State.PAID


REFUSALS = [
    (event(), {"BlockATM_Signature_V2": ""}, 401, "unsigned"),
    (event(), {"BlockATM_Request_Time": ""}, 401, "unsigned"),
    (event(), {"BlockATM_Signature_V2": "ab" * 32}, 401, "forged"),
    (event(), {"BlockATM_Signature_V2": "\u00e9" * 32}, 401, "forged"),
    (event(), {"BlockATM_Request_Time": "soon"}, 401, "stale"),
    (event(), {"BlockATM_Request_Time": "9" * 4000}, 401, "stale"),
    (event(), {"Content_Type": "application/json; charset=iso-8859-1"}, 415, "charset"),
    (event(), {"Content_Type": "application/json; charset=utf-16"}, 415, "charset"),
    (b"", {}, 400, "malformed"),
    (b"orderNo=1", {}, 400, "malformed"),
    (b"[1, 2]", {}, 400, "malformed"),
    (b"\xff\xfe\x00", {}, 400, "malformed"),
    (b"[" * 50_000, {}, 400, "malformed"),
    (b"x" * (LARGEST_BODY + 1), {}, 413, "oversized"),
]


@pytest.mark.parametrize(("body", "changes", "status", "kind"), REFUSALS)
async def test_what_must_not_be_taken_is_refused_and_changes_nothing(  # noqa: PLR0917 - the parts of a refusal
    door: Door,
    caplog: pytest.LogCaptureFixture,
    body: bytes,
    changes: dict[str, str],
    status: int,
    kind: str,
) -> None:
    answer = await door.tell(body, **changes)

    assert (answer.status, answer.text) == (status, f"Refused: {kind}.\n")
    assert (door.heard, door.counted) == ([], [kind])
    assert await state(door) is State.OPEN
    assert len(loud(caplog)) == 1
    assert "Traceback" not in caplog.text


@pytest.mark.parametrize("late", [FIVE_MINUTES, -FIVE_MINUTES])
async def test_five_minutes_on_either_side_are_just_in_time(door: Door, late: timedelta) -> None:
    assert (await door.tell_late(event(), late)).status == 200


@pytest.mark.parametrize("late", [FIVE_MINUTES + MOMENT, -FIVE_MINUTES - MOMENT])
async def test_a_moment_more_is_stale(door: Door, late: timedelta) -> None:
    assert (await door.tell_late(event(), late)).status == 401
    assert door.counted == ["stale"]


async def test_a_changed_amount_is_forged(door: Door) -> None:
    headers = signed(event(amount="1"), door.clock.now())
    answer = await ask(door.port, post(PATH, event(), **headers))

    assert answer.status == 401
    assert await state(door) is State.OPEN


async def test_another_secret_is_forged(door: Door) -> None:
    headers = signed(event(), door.clock.now(), secret="whk_of_somebody_else")

    assert (await ask(door.port, post(PATH, event(), **headers))).status == 401


async def test_the_largest_body_is_just_not_too_large(door: Door) -> None:
    body = event(note="")
    body = event(note="x" * (LARGEST_BODY - len(body)))
    assert len(body) == LARGEST_BODY

    assert (await door.tell(body)).status == 200


async def test_a_body_that_is_announced_too_large_is_not_waited_for(door: Door) -> None:
    async with visiting(door.port) as visitor:
        visitor.say(post(PATH, b"x" * (LARGEST_BODY + 1))[:200])
        assert (await visitor.hear()).status == 413


async def test_a_body_that_grows_too_large_is_not_waited_for(door: Door) -> None:
    async with visiting(door.port) as visitor:
        visitor.say(CHUNKED + b"\r\n" + PIECE * 4 + b"1\r\nx\r\n")
        assert (await visitor.hear()).status == 413
    assert door.counted == ["oversized"]


async def test_a_genuine_body_in_pieces_is_taken(door: Door) -> None:
    body = event()
    lines = "".join(
        f"{name.replace('_', '-')}: {value}\r\n"
        for name, value in signed(body, door.clock.now()).items()
    )
    async with visiting(door.port) as visitor:
        visitor.say(CHUNKED + lines.encode() + b"\r\n")
        for byte in body:
            visitor.say(b"1\r\n" + bytes([byte]) + b"\r\n")
        visitor.say(b"0\r\n\r\n")
        assert (await visitor.hear()).status == 200
    assert await state(door) is State.PAID


async def test_a_flood_of_forgeries_fills_no_log_and_lets_the_genuine_through(
    door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    forgeries = [door.tell(event(), BlockATM_Signature_V2="ab" * 32) for _ in range(200)]
    *refused, taken = await asyncio.gather(*forgeries, door.tell(event()))

    assert ({each.status for each in refused}, taken.status) == ({401}, 200)
    assert await state(door) is State.PAID
    assert len(loud(caplog)) == 1
    assert door.counted.count("forged") == 200


async def test_only_what_is_posted_is_read(door: Door) -> None:
    assert (await ask(door.port, get(PATH))).status == 405
    assert (await ask(door.port, get(PATH, "OPTIONS"))).headers["Allow"] == "POST"
    assert door.counted == []


async def test_numbers_without_end_are_no_trouble(door: Door) -> None:
    body = json.dumps({"orderNo": NUMBER, "status": "SUCCESS"}).encode()[:-1]
    answer = await door.tell(body + b', "amount": ' + b"9" * 60_000 + b"}")

    assert answer.status == 200
    assert await state(door) is State.OPEN
