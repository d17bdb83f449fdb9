import pytest
from telegram import Update

from bot.chat.muting import Muting
from bot.payments.notice import Kind
from bot.sandbox.telegram import Group, Person, SentMessage
from storage.muted import MutedTable
from storage.sqlite import Database
from tests.chat.desk import Desk

ALL_ON = ["🔔 Payments", "🔔 Short payments", "🔔 Overpayments", "🔔 Late payments"]


@pytest.fixture
def muted(database: Database) -> MutedTable:
    return MutedTable(database)


@pytest.fixture
async def switches(desk: Desk, olga: Person) -> SentMessage:
    """What the merchant gets to choose from."""
    olga.write("/notices")
    await desk.hear()
    return desk.said(olga.id)[-1]


def faces(message: SentMessage) -> list[str]:
    return [str(each["text"]) for each in message.buttons]


def test_a_merchant_sees_a_switch_for_each_kind(switches: SentMessage) -> None:
    assert switches.text == (
        "What I tell you here\nTap a line to switch it off or on. Money is counted and payers are"
        " told either way; what is short can also be accepted by /status with its number."
    )
    assert faces(switches) == ALL_ON


async def test_a_switch_is_turned_off_and_on_and_shows_it(
    desk: Desk, olga: Person, switches: SentMessage, muted: MutedTable
) -> None:
    press = olga.press(switches, "🔔 Short payments")
    await desk.hear()
    assert faces(switches) == [ALL_ON[0], "🔕 Short payments", *ALL_ON[2:]]
    assert await muted.of(olga.id) == {Kind.SALE_SHORT}
    assert "text" not in await press.answered()
    olga.press(switches, "🔕 Short payments")
    await desk.hear()
    assert faces(switches) == ALL_ON
    assert await muted.of(olga.id) == set()


async def test_what_is_off_is_shown_off_next_time(
    desk: Desk, olga: Person, switches: SentMessage
) -> None:
    olga.press(switches, "🔔 Payments")
    olga.write("/notices")
    await desk.hear()
    assert faces(desk.said(olga.id)[-1]) == ["🔕 Payments", *ALL_ON[1:]]


async def test_every_switch_can_be_turned_off(
    desk: Desk, olga: Person, switches: SentMessage
) -> None:
    for face in ALL_ON:
        olga.press(switches, face)
        await desk.hear()
    assert faces(switches) == [face.replace("🔔", "🔕") for face in ALL_ON]


async def test_in_a_group_a_merchant_is_sent_to_the_private_chat(
    desk: Desk, olga: Person, group: Group
) -> None:
    group.add(olga)
    olga.write("/notices@till_bot", chat=group)
    await desk.hear()
    [said] = desk.said(group.id)
    assert (said.text or "").startswith("Please send /notices in our private chat")
    assert said.buttons == []


async def test_to_others_there_is_no_such_command(desk: Desk, alice: Person) -> None:
    alice.write("/notices")
    alice.write("/nonsense")
    await desk.hear()
    notices, nonsense = desk.said()
    assert notices.text == nonsense.text
    assert notices.buttons == []


async def test_in_a_group_others_are_not_answered_at_all(
    desk: Desk, alice: Person, bob: Person, group: Group
) -> None:
    alice.write("/notices@till_bot", chat=group)
    alice.write("/notices@till_bot", chat=group, anonymous=True)
    bob.write("/notices@till_bot", chat=group)
    await desk.hear()
    assert desk.said(group.id) == []


@pytest.mark.parametrize(
    "data",
    [
        "mute:",
        "mute:x",
        "mute:SALE",
        "mute:sale:1",
        *(f"mute:{kind}:off" for kind in Kind if not kind.startswith("sale")),
    ],
)
async def test_nothing_else_can_be_muted(
    desk: Desk, olga: Person, muted: MutedTable, data: str
) -> None:
    press = await desk.press(olga, data)
    said = await press.answered()
    assert said["text"].startswith("This button no longer works.")
    assert said["show_alert"] == "true"
    assert await muted.of(olga.id) == set()


async def test_nobody_else_can_mute(
    desk: Desk, alice: Person, group: Group, muted: MutedTable
) -> None:
    for chat_id in (None, group.id):
        press = await desk.press(alice, "mute:sale:off", chat_id)
        assert (await press.answered())["text"].startswith("This button no longer works.")
        assert press.message.buttons == []
    assert await muted.of(alice.id) == set()


async def test_an_update_about_something_else_is_no_trouble() -> None:
    muting = Muting(None, None)  # type: ignore[arg-type]
    await muting.press(Update(1), None)  # type: ignore[arg-type]


async def test_a_press_that_is_handled_twice_wishes_the_same(desk: Desk, olga: Person) -> None:
    olga.write("/notices")
    await desk.hear()
    for _ in range(2):
        await desk.press(olga, "mute:sale:off")
    olga.write("/notices")
    await desk.hear()
    assert [each["text"][0] for each in desk.said(olga.id)[-1].buttons] == ["🔕", "🔔", "🔔", "🔔"]
