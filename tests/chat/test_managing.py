import pytest

from bot.chat.texts import people
from bot.payments.notice import Kind
from bot.sandbox.telegram import Group, Person
from storage.notices import NoticeTable
from storage.sqlite import Database
from tests.chat.desk import Desk
from tests.orders import NOW, announce


async def told(desk: Desk, person: Person, text: str, **how: object) -> str:
    desk.clock.forward(seconds=5)  # Telegram lets nobody write as fast as a test
    person.write(text, **how)  # type: ignore[arg-type]
    await desk.hear()
    chat = how.get("chat")
    return desk.last(chat.id if isinstance(chat, Group) else person.id)


async def test_an_owner_adds_lists_and_removes_by_id(
    desk: Desk, olga: Person, alice: Person
) -> None:
    assert (await told(desk, olga, "/merchants")).startswith("Beside the owners there is no")
    assert await told(desk, olga, f"/merchants add {alice.id}") == (
        f"Alice ({alice.id}) is a merchant now. I have told them."
    )
    assert desk.last(alice.id).startswith("You are a merchant of this till now")
    assert f"Alice ({alice.id}), since 20" in await told(desk, olga, "/merchants list")
    assert "notices" in [
        each["command"] for each in desk.telegram.commands[f"chat:{alice.id}", ""]
    ]
    assert "is a merchant already" in await told(desk, olga, f"/merchants add {alice.id}")
    assert await told(desk, alice, "/notices") != await told(desk, alice, "/nonsense")
    assert "is no merchant any more" in await told(desk, olga, f"/merchants remove {alice.id}")
    assert (f"chat:{alice.id}", "") not in desk.telegram.commands
    assert await told(desk, alice, "/notices") == await told(desk, alice, "/nonsense")
    assert "is no merchant." in await told(desk, olga, f"/merchants remove {alice.id}")


async def test_an_owner_answers_somebodys_message_in_a_group(
    desk: Desk, olga: Person, bob: Person, group: Group
) -> None:
    group.add(olga)
    hello = bob.write("Hello", chat=group)
    said = await told(desk, olga, "/merchants@till_bot add", chat=group, reply_to=hello)
    assert said.startswith(f"Bob ({bob.id}) is a merchant now.")
    said = await told(desk, olga, "/merchants@till_bot remove", chat=group, reply_to=hello)
    assert said.startswith(f"Bob ({bob.id}) is no merchant any more")


async def test_who_has_not_started_the_bot_is_added_and_the_owner_hears_what_is_missing(
    desk: Desk, olga: Person
) -> None:
    assert await told(desk, olga, "/merchants add 77") == (
        "77 (77) is a merchant now. I could not tell them: they must open a chat with me and press"
        " Start first."
    )


async def test_an_owner_is_neither_added_nor_removed(desk: Desk, olga: Person) -> None:
    for command in ("add", "remove"):
        said = await told(desk, olga, f"/merchants {command} {olga.id}")
        assert "is an owner, and so a merchant, by the setting OWNER_IDS" in said


@pytest.mark.parametrize(
    "word", ["@alice", "-5", "0", "1e3", "٣", "9" * 30, "0" * 20 + "1" * 19, "x" * 5000]
)
async def test_what_is_no_id_is_said_to_be_none(desk: Desk, olga: Person, word: str) -> None:
    said = await told(desk, olga, f"/merchants add {word[:4000]}")
    assert "is no id of a person" in said
    assert len(said) < 300


@pytest.mark.parametrize("text", ["/merchants add", "/merchants dance", "/merchants add 1 2"])
async def test_what_is_not_understood_is_answered_with_how_to(
    desk: Desk, olga: Person, text: str
) -> None:
    assert (await told(desk, olga, text)).startswith("To add a merchant, send their contact")


async def test_a_bots_or_an_anonymous_message_names_nobody(
    desk: Desk, olga: Person, alice: Person, group: Group
) -> None:
    own = desk.said(olga.id)
    await told(desk, olga, "/help")
    own = desk.said(olga.id)
    assert await told(desk, olga, "/merchants add", reply_to=own[-1]) == people.IS_BOT
    group.add(olga)
    masked = alice.write("Hello", chat=group, anonymous=True)
    said = await told(desk, olga, "/merchants@till_bot add", chat=group, reply_to=masked)
    assert said == people.HIDDEN


async def test_to_everybody_else_there_is_no_such_command(
    desk: Desk, olga: Person, alice: Person, bob: Person, group: Group
) -> None:
    await told(desk, olga, f"/merchants add {alice.id}")
    for person in (alice, bob):
        said = await told(desk, person, f"/merchants add {bob.id}")
        assert said == await told(desk, person, "/nonsense")
    before = len(desk.said(group.id))
    alice.write("/merchants@till_bot", chat=group)
    await desk.hear()
    assert len(desk.said(group.id)) == before
    assert (await told(desk, olga, "/merchants")).count("(") == 1


async def test_in_a_topic_nobody_is_meant_who_was_not_answered(
    desk: Desk, olga: Person, forum: Group
) -> None:
    forum.add(olga)
    topic = forum.topic("Sales")
    for command in ("add", "remove"):
        said = await told(desk, olga, f"/merchants@till_bot {command}", chat=forum, topic=topic)
        assert said.startswith("To add a merchant, send their contact")
    assert await desk.merchants.added() == []


async def test_who_is_removed_hears_nothing_more_of_money(
    desk: Desk, olga: Person, database: Database
) -> None:
    await desk.merchants.add(501, "Mia", olga.id)
    notices = NoticeTable(database, lambda: None)
    for kind in (Kind.SALE, Kind.ODD_REPORT, Kind.DIGEST, Kind.CARD):
        await announce(notices, [501], kind, NOW)
    await told(desk, olga, "/merchants remove 501")
    rows = await database.rows("SELECT kind FROM notices WHERE closed_at IS NULL")
    assert [row["kind"] for row in rows] == [Kind.CARD]


async def test_a_long_list_fits_in_a_message(desk: Desk, olga: Person) -> None:
    for person_id in range(1, 101):
        await desk.merchants.add(person_id, "N" * 64, olga.id)
    said = await told(desk, olga, "/merchants")
    assert "…and 70 before" in said
