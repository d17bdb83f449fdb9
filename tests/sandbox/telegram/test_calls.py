import pytest

from bot.sandbox.telegram import Person, TelegramServer
from bot.sandbox.telegram.calls import Call
from bot.sandbox.telegram.refusals import RefusedError
from tests.sandbox.telegram.caller import PAY, Caller, keyboard, picture


@pytest.fixture
def address(server: TelegramServer) -> str:
    return f"{server.url}/bot{server.token}/sendMessage"


async def test_parameters_may_come_in_the_address(
    server: TelegramServer, caller: Caller, address: str, alice: Person
) -> None:
    params = {"chat_id": str(alice.chat_id), "text": "in the address"}
    async with caller.http.get(address, params=params) as response:
        assert response.status == 200
    assert server.messages(alice.chat_id)[-1].text == "in the address"


async def test_parameters_may_come_as_a_form(
    server: TelegramServer, caller: Caller, address: str, alice: Person
) -> None:
    async with caller.http.post(address, data={"chat_id": "101", "text": "a form"}) as response:
        assert response.status == 200
    assert server.messages(alice.chat_id)[-1].text == "a form"


async def test_parameters_may_come_as_json(
    server: TelegramServer, caller: Caller, address: str, alice: Person
) -> None:
    body = {
        "chat_id": 101,
        "text": "json",
        "protect_content": None,
        "reply_markup": keyboard(PAY),
    }
    async with caller.http.post(address, json=body) as response:
        assert response.status == 200
    assert server.messages(alice.chat_id)[-1].buttons == [PAY]
    assert server.calls[-1].params["chat_id"] == "101"


async def test_parameters_may_come_as_parts(
    server: TelegramServer, caller: Caller, address: str, alice: Person
) -> None:
    body = (
        '--x\r\nContent-Disposition: form-data; name="chat_id"\r\n\r\n101\r\n'
        '--x\r\nContent-Disposition: form-data; name="text"\r\n\r\nparts\r\n'
        "--x\r\nContent-Disposition: form-data\r\n\r\nnameless\r\n--x--\r\n"
    )
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    async with caller.http.post(address, data=body, headers=headers) as response:
        assert response.status == 200
    assert server.messages(alice.chat_id)[-1].text == "parts"


@pytest.mark.parametrize("body", ["[1]", "{"])
async def test_a_body_must_be_a_json_object(caller: Caller, address: str, body: str) -> None:
    headers = {"Content-Type": "application/json"}
    async with caller.http.post(address, data=body, headers=headers) as response:
        assert response.status == 400
        assert "can't parse JSON object" in (await response.json())["description"]


async def test_a_call_is_kept_with_its_files_and_its_answer(
    server: TelegramServer, caller: Caller, alice: Person
) -> None:
    photo = picture()
    await caller.get("sendPhoto", chat_id=alice.chat_id, photo=photo, caption="[1]")
    call = server.calls[-1]
    assert (call.method, call.status, call.files) == ("sendPhoto", 200, {"photo": photo})
    assert call.params["caption"] == "[1]"
    assert isinstance(call.result, dict)


def test_a_number_that_is_none_counts_as_absent() -> None:
    assert Call("x", {"limit": "many"}).number("limit", 100) == 100


def test_a_list_of_objects_must_be_one() -> None:
    with pytest.raises(RefusedError, match="can't parse commands"):
        Call("x", {"commands": "pay"}).records("commands")
