from bot.sandbox.telegram import Person
from tests.sandbox.telegram.caller import Caller


async def test_names_of_methods_ignore_case(caller: Caller) -> None:
    assert (await caller.get("GETME"))["username"] == "till_bot"


async def test_an_unknown_method_is_not_found(caller: Caller) -> None:
    assert await caller.ask("sendMoney", amount="1") == {
        "ok": False,
        "error_code": 404,
        "description": "Not Found",
    }


async def test_a_method_that_waits_is_waited_for(caller: Caller, alice: Person) -> None:
    alice.write("hi")
    assert len(await caller.get("getUpdates")) == 1
