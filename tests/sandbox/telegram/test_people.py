import pytest

from bot.sandbox.telegram import Group, Person, SentMessage, TelegramServer
from tests.sandbox.telegram.caller import PAY, Caller, keyboard


@pytest.fixture
async def card(server: TelegramServer, caller: Caller, shop: Group) -> SentMessage:
    link = {"text": "Open", "url": "https://example.com"}
    await caller.get("sendMessage", chat_id=shop.id, text="x", reply_markup=keyboard(PAY, link))
    return server.messages(shop.id)[-1]


@pytest.mark.parametrize("button", ["Pay", "pay:1"])
def test_a_button_is_pressed_by_its_text_or_its_data(
    card: SentMessage, bob: Person, button: str
) -> None:
    assert bob.press(card, button).data == "pay:1"


@pytest.mark.parametrize("button", ["Open", "Refund"])
def test_what_is_no_callback_button_cannot_be_pressed(
    card: SentMessage, bob: Person, button: str
) -> None:
    with pytest.raises(ValueError, match="no such button"):
        bob.press(card, button)


def test_a_deleted_message_has_no_buttons_to_press(
    server: TelegramServer, card: SentMessage, bob: Person
) -> None:
    server.world.delete(card)
    with pytest.raises(ValueError, match="no such button"):
        bob.press(card, "Pay")


def test_a_changed_app_can_send_any_data(card: SentMessage, bob: Person) -> None:
    assert bob.press(card, "pay:2", forged=True).data == "pay:2"


def test_a_stranger_cannot_act_in_a_group(
    server: TelegramServer, card: SentMessage, shop: Group
) -> None:
    eve = server.person(103, "Eve")
    with pytest.raises(ValueError, match="Eve is not"):
        eve.write("hi", chat=shop)
    with pytest.raises(ValueError, match="Eve is not"):
        eve.press(card, "Pay")


def test_nobody_writes_in_a_group_that_moved(server: TelegramServer, alice: Person) -> None:
    old = server.group(-77, "G", members=[alice])
    old.migrate(-100777)
    with pytest.raises(ValueError, match="no longer"):
        alice.write("hi", chat=old)


def test_who_blocked_the_bot_does_not_write_to_it(alice: Person) -> None:
    alice.block_bot()
    with pytest.raises(ValueError, match="has blocked"):
        alice.write("hi")


async def test_an_anonymous_admin_hides_behind_the_group(
    caller: Caller, alice: Person, shop: Group
) -> None:
    alice.write("/report@till_bot", chat=shop, anonymous=True)
    (update,) = await caller.updates()
    assert update["message"]["from"]["id"] == 1087968824
    assert update["message"]["sender_chat"]["id"] == shop.id


def test_only_an_admin_is_anonymous(alice: Person, bob: Person, shop: Group) -> None:
    with pytest.raises(ValueError, match="no admin"):
        bob.write("hi", chat=shop, anonymous=True)
    with pytest.raises(ValueError, match="no admin"):
        alice.write("hi", anonymous=True)


def test_a_topic_must_exist(alice: Person, shop: Group) -> None:
    with pytest.raises(ValueError, match="no topic"):
        alice.write("hi", chat=shop, topic=999)


def test_only_an_admin_writes_into_a_closed_topic(alice: Person, bob: Person, shop: Group) -> None:
    topic = shop.topic("Payments")
    shop.close_topic(topic)
    with pytest.raises(ValueError, match="closed for Bob"):
        bob.write("hi", chat=shop, topic=topic)
    assert alice.write("hi", chat=shop, topic=topic).thread_id == topic


def test_who_is_an_anonymous_admin_writes_as_one_by_habit(alice: Person, shop: Group) -> None:
    shop.promote(alice, anonymous=True)
    assert alice.write("hi", chat=shop).sender_id == 1087968824
    assert alice.write("hi", chat=shop, anonymous=False).sender is alice
    assert alice.write("hi").sender is alice


def test_only_own_messages_are_edited(alice: Person, bob: Person) -> None:
    with pytest.raises(ValueError, match="did not write"):
        bob.edit(alice.write("hi"), "ho")


async def test_a_link_starts_the_private_chat(caller: Caller, bob: Person) -> None:
    assert (await caller.refusal("sendMessage", chat_id=102, text="x")).startswith("Forbidden")
    bob.open_link("https://t.me/till_bot?start=inv-1_A")
    (update,) = await caller.updates()
    message = update["message"]
    assert (message["text"], message["chat"]["type"]) == ("/start inv-1_A", "private")
    assert message["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    await caller.get("sendMessage", chat_id=102, text="x")


async def test_a_bare_link_starts_nothing(caller: Caller, bob: Person) -> None:
    assert bob.open_link("https://t.me/till_bot") is None
    assert (await caller.refusal("sendMessage", chat_id=102, text="x")).startswith("Forbidden")
    assert await caller.updates() == []


async def test_a_link_into_a_group_brings_the_bot_there(
    caller: Caller, alice: Person, shop: Group
) -> None:
    shop.kick_bot()
    alice.open_link("https://t.me/till_bot?startgroup=a", group=shop)
    assert shop.bot_status == "member"
    message = (await caller.updates())[-1]["message"]
    assert (message["text"], message["chat"]["id"]) == ("/start@till_bot a", shop.id)
    alice.open_link("https://t.me/till_bot?startgroup", group=shop)
    message = (await caller.updates())[-1]["message"]
    assert message["text"] == "/start@till_bot"


async def test_starting_again_lets_a_blocked_bot_write(caller: Caller, alice: Person) -> None:
    alice.block_bot()
    alice.open_link("https://t.me/till_bot?start")
    await caller.get("sendMessage", chat_id=101, text="x")


@pytest.mark.parametrize(
    "url",
    [
        "https://t.me/other_bot?start=a",
        "https://t.me/till_bot?start=a.b",
        "https://t.me/till_bot?startgroup=a",
    ],
)
def test_what_leads_elsewhere_is_not_followed(bob: Person, url: str) -> None:
    with pytest.raises(ValueError, match=r"link|lead"):
        bob.open_link(url)
    assert not bob.started
