import io
import json
from dataclasses import replace
from datetime import timedelta

import pytest
import zxingcpp
from PIL import Image
from telegram import Bot
from telegram.error import BadRequest

from bot.chat.qr import draw_qr
from bot.chat.telling import Teller
from bot.chat.texts.notices import ABOUT_ORDERS, TO_MERCHANTS
from bot.chat.texts.troubles import TO_OWNERS
from bot.chat.transport import AskedToWait
from bot.payments.groups import GENERAL, GroupSettings
from bot.payments.notice import ABOUT_MONEY, Kind
from bot.payments.order import NOTHING_ASKED, Order, Place
from bot.sandbox.faults import Fault
from bot.sandbox.telegram import Group, Person, SentMessage, TelegramServer
from bot.sandbox.telegram.markup import parse_html
from storage.groups import GroupTable
from storage.sqlite import Database
from tests.chat.making import (
    BARE,
    CANCELLED,
    CONFIRMING,
    EVERY_STATE,
    EXPIRED,
    LATE,
    OPEN,
    PAID,
    SHORT,
    TERMS,
    TRON_ADDRESS,
    URL,
    WIDEST,
    notice,
)
from tests.clocks import SetClock

JSON = {"Content-Type": "application/json"}


@pytest.fixture
def pictures() -> dict[str, bytes]:
    """The gateway's own pictures, by the number of their order."""
    return {}


@pytest.fixture
def groups(database: Database) -> GroupTable:
    return GroupTable(database)


@pytest.fixture
def teller(
    bot: Bot, clock: SetClock, alice: Person, pictures: dict[str, bytes], groups: GroupTable
) -> Teller:
    assert alice.started

    async def picture_of(number: str) -> bytes | None:
        return pictures.get(number)

    return Teller(bot, clock, TERMS, picture_of, groups)


def refuse(telegram: TelegramServer, call: str, description: str, times: int | None = 1) -> None:
    """Have Telegram refuse a call in words that the sandbox has no occasion for."""
    body = {"ok": False, "error_code": 400, "description": f"Bad Request: {description}"}
    telegram.faults.plan(
        Fault(call, times=times, status=400, body=json.dumps(body).encode(), headers=JSON)
    )


def refuse_photos(telegram: TelegramServer) -> None:
    refuse(telegram, "sendPhoto", "not enough rights to send photos to the chat", None)


def read(card: SentMessage) -> list[str]:
    picture = Image.open(io.BytesIO(card.photo or b""))
    return [code.text for code in zxingcpp.read_barcodes(picture)]


def said(telegram: TelegramServer, chat_id: int = 101) -> SentMessage:
    return telegram.messages(chat_id)[-1]


async def test_a_card_is_a_photo_with_the_address_in_its_code(
    telegram: TelegramServer, teller: Teller, alice: Person
) -> None:
    question = alice.write("/pay 100")
    order = replace(OPEN, place=Place(101, None, question.message_id))
    number = await teller.tell(notice(Kind.CARD, order))
    card = said(telegram)
    assert card.message_id == number
    assert card.reply_to == question.message_id
    assert read(card) == [TRON_ADDRESS]
    assert (card.caption or "").startswith("Pay 100 USDT\nNetwork: TRON · TRC20")
    assert card.buttons[0]["url"] == URL
    assert card.buttons[1]["copy_text"]["text"] == TRON_ADDRESS
    assert card.buttons[2]["copy_text"]["text"] == "100"


async def test_without_a_good_address_the_code_holds_the_link(
    telegram: TelegramServer, teller: Teller
) -> None:
    await teller.tell(notice(Kind.CARD, BARE))
    assert read(said(telegram)) == [URL]


async def test_without_an_address_the_gateways_own_picture_is_shown(
    telegram: TelegramServer, teller: Teller, pictures: dict[str, bytes]
) -> None:
    pictures[BARE.number] = draw_qr("what the gateway has drawn")
    await teller.tell(notice(Kind.CARD, BARE))
    assert read(said(telegram)) == ["what the gateway has drawn"]
    assert "Scan the code, or press «Open cashier», to pay." in (said(telegram).caption or "")


async def test_a_good_address_goes_before_a_picture(
    telegram: TelegramServer, teller: Teller, pictures: dict[str, bytes]
) -> None:
    pictures[OPEN.number] = draw_qr("what the gateway has drawn")
    await teller.tell(notice(Kind.CARD, OPEN))
    assert read(said(telegram)) == [TRON_ADDRESS]


@pytest.mark.parametrize("order", [*EVERY_STATE, WIDEST])
async def test_telegram_takes_the_card_of_every_state(
    telegram: TelegramServer, teller: Teller, order: Order
) -> None:
    shown = await teller.tell(notice(Kind.CARD, order))
    other = replace(PAID if order is OPEN else OPEN, card_message_id=shown)
    assert await teller.tell(notice(Kind.CARD_CHANGED, other)) == shown
    assert said(telegram).edited == 1


@pytest.mark.parametrize("order", [SHORT, PAID, LATE, CANCELLED, WIDEST])
@pytest.mark.parametrize("kind", [*ABOUT_ORDERS, *TO_MERCHANTS])
async def test_telegram_takes_every_notice_about_an_order(
    telegram: TelegramServer, teller: Teller, kind: Kind, order: Order
) -> None:
    number = await teller.tell(notice(kind, order))
    assert number is None or said(telegram).message_id == number


async def test_a_merchant_hears_of_a_short_payment_with_something_to_decide(
    telegram: TelegramServer, teller: Teller
) -> None:
    await teller.tell(notice(Kind.SALE_SHORT, replace(SHORT, place=Place(-100500, 3, 7))))
    assert "39.5 USDT is missing" in (said(telegram).text or "")
    assert [button["text"] for button in said(telegram).buttons] == [
        "✅ Accept as paid",
        "⏳ Leave open",
    ]
    await teller.tell(notice(Kind.SALE, PAID))
    assert said(telegram).buttons == []


async def test_the_time_left_is_written_anew(
    telegram: TelegramServer, teller: Teller, clock: SetClock
) -> None:
    shown = await teller.tell(notice(Kind.CARD, OPEN))
    order = replace(OPEN, card_message_id=shown, deadline=clock.now() + timedelta(minutes=5))
    assert await teller.tell(notice(Kind.COUNTDOWN, order)) is None
    assert "Pay within 5 min" in (said(telegram).caption or "")
    assert read(said(telegram)) == [TRON_ADDRESS]
    assert len(said(telegram).buttons) == 6


async def test_the_time_left_keeps_nothing_else_waiting(
    telegram: TelegramServer, teller: Teller
) -> None:
    refuse(telegram, "editMessageCaption", "SOMETHING_NEW")
    assert await teller.tell(notice(Kind.COUNTDOWN, replace(OPEN, card_message_id=1))) is None


@pytest.mark.parametrize("order", [CONFIRMING, SHORT, PAID, LATE, EXPIRED, CANCELLED])
async def test_whatever_is_not_to_be_paid_has_nothing_to_scan(
    telegram: TelegramServer, teller: Teller, order: Order
) -> None:
    shown = await teller.tell(notice(Kind.CARD, OPEN))
    await teller.tell(notice(Kind.CARD_CHANGED, replace(order, card_message_id=shown)))
    assert said(telegram).photo is not None
    assert read(said(telegram)) == []


@pytest.mark.parametrize("kind", TO_OWNERS)
async def test_telegram_takes_every_notice_to_owners(
    telegram: TelegramServer, teller: Teller, kind: Kind
) -> None:
    number = await teller.tell(notice(kind, None))
    assert said(telegram).message_id == number
    text, _ = parse_html(TO_OWNERS[kind])
    assert said(telegram).text == text


async def test_a_card_that_was_never_out_is_not_changed(
    telegram: TelegramServer, teller: Teller
) -> None:
    assert await teller.tell(notice(Kind.CARD_CHANGED, EXPIRED)) is None
    assert telegram.messages(101) == []


async def test_a_receipt_answers_the_card(
    telegram: TelegramServer, teller: Teller, alice: Person
) -> None:
    assert alice.write("/pay 100").message_id == OPEN.place.message_id
    shown = await teller.tell(notice(Kind.CARD, OPEN))
    await teller.tell(notice(Kind.RECEIPT, replace(PAID, card_message_id=shown)))
    assert said(telegram).reply_to == shown


async def test_without_a_card_the_question_is_answered(
    telegram: TelegramServer, teller: Teller, alice: Person
) -> None:
    question = alice.write("/pay 100")
    order = replace(OPEN, place=Place(101, None, question.message_id))
    await teller.tell(notice(Kind.DELAYED, order))
    assert said(telegram).reply_to == question.message_id


async def test_a_deleted_question_is_answered_unquoted(
    telegram: TelegramServer, teller: Teller, alice: Person
) -> None:
    question = alice.write("/pay 100")
    question.deleted = True
    order = replace(OPEN, place=Place(101, None, question.message_id))
    await teller.tell(notice(Kind.CARD, order))
    assert said(telegram).photo is not None
    assert said(telegram).reply_to is None


async def test_everything_comes_in_the_topic_that_asked(
    telegram: TelegramServer, teller: Teller, forum: Group
) -> None:
    topic = forum.topic("Payments")
    order = replace(OPEN, place=Place(forum.id, topic, 5))
    for kind in (Kind.CARD, Kind.RECEIPT):
        await teller.tell(notice(kind, order))
        assert said(telegram, forum.id).thread_id == topic


@pytest.mark.parametrize("kind", [Kind.CARD, Kind.RECEIPT])
async def test_a_deleted_topic_leaves_nobody_untold(
    telegram: TelegramServer, teller: Teller, alice: Person, forum: Group, kind: Kind
) -> None:
    topic = forum.topic("Payments")
    question = alice.write("/pay@till_bot 5", chat=forum, topic=topic)
    forum.topics.discard(topic)
    order = replace(OPEN, place=Place(forum.id, topic, question.message_id))
    await teller.tell(notice(kind, order))
    assert said(telegram, forum.id).thread_id is None
    assert said(telegram, forum.id).reply_to is None


async def test_a_closed_topic_leaves_nobody_untold(
    telegram: TelegramServer, teller: Teller, forum: Group
) -> None:
    topic = forum.topic("Payments")
    refuse(telegram, "sendMessage", "TOPIC_CLOSED")
    await teller.tell(notice(Kind.RECEIPT, replace(PAID, place=Place(forum.id, topic, 5))))
    assert said(telegram, forum.id).thread_id is None


async def test_where_photos_are_not_allowed_the_card_is_a_text_with_the_same_buttons(
    telegram: TelegramServer, teller: Teller, forum: Group
) -> None:
    topic = forum.topic("Payments")
    refuse_photos(telegram)
    order = replace(OPEN, place=Place(forum.id, topic, 5))
    shown = await teller.tell(notice(Kind.CARD, order))
    card = said(telegram, forum.id)
    assert (card.message_id, card.thread_id) == (shown, topic)
    assert (card.text or "").startswith("Pay 100 USDT")
    assert len(card.buttons) == 6


async def test_a_card_that_is_a_text_is_changed_like_any_other(
    telegram: TelegramServer, teller: Teller
) -> None:
    refuse_photos(telegram)
    refuse(telegram, "editMessageMedia", "not enough rights to send photos to the chat")
    shown = await teller.tell(notice(Kind.CARD, OPEN))
    paid = replace(PAID, card_message_id=shown)
    assert await teller.tell(notice(Kind.CARD_CHANGED, paid)) == shown
    assert (said(telegram).text or "").startswith("✅ Receipt: 100 USDT paid")
    assert said(telegram).buttons == []
    refuse(telegram, "editMessageMedia", "not enough rights to send photos to the chat")
    with pytest.raises(BadRequest, match="not modified"):
        await teller.tell(notice(Kind.CARD_CHANGED, paid))


async def test_photos_refused_and_the_topic_gone_still_reach_the_chat(
    telegram: TelegramServer, teller: Teller, forum: Group
) -> None:
    refuse_photos(telegram)
    await teller.tell(notice(Kind.CARD, replace(OPEN, place=Place(forum.id, 77, 5))))
    assert (said(telegram, forum.id).text or "").startswith("Pay 100 USDT")


@pytest.mark.parametrize(
    ("kind", "call"),
    [
        (Kind.CARD, "sendPhoto"),
        (Kind.CARD_CHANGED, "editMessageCaption"),
        (Kind.RECEIPT, "sendMessage"),
    ],
)
async def test_any_other_refusal_is_raised(
    telegram: TelegramServer, teller: Teller, kind: Kind, call: str
) -> None:
    refuse(telegram, call, "SOMETHING_NEW")
    with pytest.raises(BadRequest, match="Something_new"):
        await teller.tell(notice(kind, replace(OPEN, card_message_id=1)))
    assert [each.method for each in telegram.calls if each.method != "getMe"] == [call]


async def test_an_expired_card_loses_its_code(telegram: TelegramServer, teller: Teller) -> None:
    shown = await teller.tell(notice(Kind.CARD, OPEN))
    await teller.tell(notice(Kind.CARD_CHANGED, replace(EXPIRED, card_message_id=shown)))
    card = said(telegram)
    assert card.message_id == shown
    assert read(card) == []
    assert (card.caption or "").startswith("⌛ Expired")
    assert [button["text"] for button in card.buttons] == ["🆕 New order", "💸 I have paid"]


async def test_an_order_that_ended_before_its_card_was_out_is_told_without_a_code(
    telegram: TelegramServer, teller: Teller
) -> None:
    await teller.tell(notice(Kind.CARD, EXPIRED))
    assert said(telegram).photo is None
    assert (said(telegram).text or "").startswith("⌛ Expired")


async def test_a_text_card_expires_as_a_text_where_photos_are_not_wanted(
    telegram: TelegramServer, teller: Teller
) -> None:
    refuse_photos(telegram)
    refuse(telegram, "editMessageMedia", "not enough rights to send photos to the chat")
    shown = await teller.tell(notice(Kind.CARD, OPEN))
    await teller.tell(notice(Kind.CARD_CHANGED, replace(EXPIRED, card_message_id=shown)))
    assert said(telegram).photo is None
    assert (said(telegram).text or "").startswith("⌛ Expired")


async def test_where_the_new_picture_is_refused_the_words_change_all_the_same(
    telegram: TelegramServer, teller: Teller
) -> None:
    shown = await teller.tell(notice(Kind.CARD, OPEN))
    refuse(telegram, "editMessageMedia", "SOMETHING_NEW")
    await teller.tell(notice(Kind.CARD_CHANGED, replace(EXPIRED, card_message_id=shown)))
    assert (said(telegram).caption or "").startswith("⌛ Expired")


async def test_a_chat_that_must_rest_is_let_rest_by_the_countdown_too(
    telegram: TelegramServer, teller: Teller
) -> None:
    body = {"ok": False, "error_code": 429, "parameters": {"retry_after": 3}}
    telegram.faults.plan(
        Fault("editMessageCaption", status=429, body=json.dumps(body).encode(), headers=JSON)
    )
    with pytest.raises(AskedToWait):
        await teller.tell(notice(Kind.COUNTDOWN, replace(OPEN, card_message_id=1)))


async def test_past_its_deadline_an_open_card_has_nothing_to_scan(
    telegram: TelegramServer, teller: Teller, clock: SetClock
) -> None:
    shown = await teller.tell(notice(Kind.CARD, OPEN))
    overdue = replace(OPEN, card_message_id=shown, deadline=clock.now())
    await teller.tell(notice(Kind.CARD_CHANGED, overdue))
    assert read(said(telegram)) == []
    assert TRON_ADDRESS not in (said(telegram).caption or "")
    assert [button["text"] for button in said(telegram).buttons] == ["🔄 Check now"]


@pytest.mark.parametrize("kind", sorted(ABOUT_MONEY))
async def test_the_topic_that_shall_hear_of_payments_does_and_is_told_whose(
    telegram: TelegramServer, teller: Teller, groups: GroupTable, forum: Group, kind: Kind
) -> None:
    asked, told = forum.topic("Shop"), forum.topic("Payments")
    await groups.keep(forum.id, GroupSettings(topic_id=told))
    order = replace(SHORT if kind is Kind.SHORT else PAID, place=Place(forum.id, asked, 1))
    await teller.tell(notice(kind, order, forum.id))
    message = telegram.messages(forum.id)[-1]
    assert (message.thread_id, message.reply_to) == (told, None)
    assert message.text is not None
    assert message.text.endswith("Payer: 101")


async def test_cards_and_what_is_no_money_stay_where_was_asked(
    telegram: TelegramServer, teller: Teller, groups: GroupTable, forum: Group
) -> None:
    asked, told = forum.topic("Shop"), forum.topic("Payments")
    await groups.keep(forum.id, GroupSettings(topic_id=told))
    place = Place(forum.id, asked, 1)
    await teller.tell(notice(Kind.CARD, replace(OPEN, place=place), forum.id))
    await teller.tell(notice(Kind.CANCELLED, replace(CANCELLED, place=place), forum.id))
    assert {each.thread_id for each in telegram.messages(forum.id)[-2:]} == {asked}


async def test_the_topic_that_hears_anyway_hears_as_always(
    telegram: TelegramServer, teller: Teller, groups: GroupTable, forum: Group, alice: Person
) -> None:
    question = alice.write("/pay 5", chat=forum)
    await groups.keep(forum.id, GroupSettings(topic_id=GENERAL))
    order = replace(PAID, place=Place(forum.id, None, question.message_id))
    await teller.tell(notice(Kind.RECEIPT, order, forum.id))
    message = telegram.messages(forum.id)[-1]
    assert (message.thread_id, message.reply_to) == (None, question.message_id)


async def test_the_general_topic_can_hear_of_payments(
    telegram: TelegramServer, teller: Teller, groups: GroupTable, forum: Group
) -> None:
    await groups.keep(forum.id, GroupSettings(topic_id=GENERAL))
    order = replace(PAID, place=Place(forum.id, forum.topic("Shop"), 1))
    await teller.tell(notice(Kind.RECEIPT, order, forum.id))
    assert telegram.messages(forum.id)[-1].thread_id is None


async def test_payments_are_told_where_was_asked_when_their_topic_is_gone(
    telegram: TelegramServer, teller: Teller, groups: GroupTable, forum: Group
) -> None:
    asked, told = forum.topic("Shop"), forum.topic("Payments")
    await groups.keep(forum.id, GroupSettings(topic_id=told))
    forum.delete_topic(told)
    await teller.tell(notice(Kind.RECEIPT, replace(PAID, place=Place(forum.id, asked, 1))))
    assert telegram.messages(forum.id)[-1].thread_id == asked


async def test_what_was_asked_in_another_chat_answers_no_message(
    telegram: TelegramServer, teller: Teller, alice: Person
) -> None:
    alice.write("hello")
    await teller.tell(notice(Kind.CARD, replace(OPEN, place=Place(101, None, NOTHING_ASKED))))
    assert telegram.messages(101)[-1].reply_to is None
    assert all("reply_parameters" not in call.params for call in telegram.calls)
