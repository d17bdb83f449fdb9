from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import (
    CallbackQuery,
    Chat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    User,
)

from bot.chat.keyboards import card_buttons, check_button
from bot.chat.list_buttons import (
    View,
    orders_button,
    page_buttons,
    read_opener,
    read_view,
    still_leading_back,
    with_orders_button,
    with_way_back,
)
from bot.payments.listing import Filter, Page, Spot, Sum, Turn, Wanted
from bot.payments.money import MOST_MILLIONTHS
from bot.payments.order import CROCKFORD, NUMBER_LENGTH
from tests.chat.making import NOW, OPEN, TERMS, named

ORDERS = [named(letter) for letter in "ABCDEFGH"]
# Telegram promises that its ids have at most 52 significant bits.
IDS = st.integers(-(2**52), 2**52)
TOKENS = st.none() | st.from_regex(r"[A-Z][A-Z0-9]{1,9}", fullmatch=True)
SUMS = st.builds(Sum, st.integers(1, MOST_MILLIONTHS), TOKENS)
WANTED: st.SearchStrategy[Wanted] = st.sampled_from(Filter) | SUMS
NUMBERS = st.text(CROCKFORD, min_size=NUMBER_LENGTH, max_size=NUMBER_LENGTH)
SPOTS = st.builds(Spot, st.sampled_from(Turn), NUMBERS)
VIEWS = st.builds(View, IDS, WANTED, st.none() | SPOTS)
PAGES = st.builds(
    Page,
    st.lists(NUMBERS.map(lambda number: replace(OPEN, number=number)), max_size=8),
    st.integers(0, 1001),
    st.booleans(),
    st.booleans(),
)


def buttons_of(markup: InlineKeyboardMarkup) -> Iterator[InlineKeyboardButton]:
    return (button for row in markup.inline_keyboard for button in row)


def faces(markup: InlineKeyboardMarkup) -> list[list[str]]:
    return [[button.text for button in row] for row in markup.inline_keyboard]


def leads_to(markup: InlineKeyboardMarkup, face: str) -> View | None:
    [button] = [each for each in buttons_of(markup) if each.text == face]
    return read_view(str(button.callback_data))


@given(VIEWS, PAGES)
def test_data_fits_and_is_read_back_as_what_it_was_made_from(view: View, page: Page) -> None:
    for button in buttons_of(page_buttons(view, page)):
        data = str(button.callback_data)
        assert 1 <= len(data.encode()) <= 64
        read = read_opener(data) if data.startswith("see:") else (read_view(data), "")
        assert read is not None
        back, number = read
        assert back is not None
        assert back.asker_id == view.asker_id
        if button.text.isdecimal():
            order = page.orders[int(button.text) - 1]
            first = Spot(Turn.FROM, page.orders[0].number)
            assert (back, number) == (replace(view, spot=first), order.number)
        elif button.text in {"« Newer", "Older »", "« Newest"}:
            assert back.wanted == view.wanted


@given(VIEWS)
def test_the_way_back_leads_to_the_very_page(view: View) -> None:
    markup = with_way_back(None, view)
    assert leads_to(markup, "« Back") == view
    assert len(str(markup.inline_keyboard[0][0].callback_data).encode()) <= 64


@given(st.text(max_size=64) | st.text("0123456789az=:ofn-USDT", max_size=64))
def test_whatever_comes_is_read_without_an_error(data: str) -> None:
    for text in (data, f"list:{data}", f"see:{data}"):
        read_view(text)
        read_opener(text)


@pytest.mark.parametrize(
    "data",
    [
        *("", "list", "list:", "list:2t:all", "list:2t:all::", "list:2t:all:x", "list::all:"),
        *("list:2t:ALL:", "list:2t:every:", "list:2T:all:", "list:-:all:", "list: 2t:all:"),
        *("list:2t:all:o", "list:2t:all:oABC", "list:2t:all:xAAAAAAAAAA", "list:2t::"),
        *("list:2t:=0:", "list:2t:=zzzzzzzzzzzzz:", "list:2t:=:"),
        *("list:2t:=1U:", "list:2t:=1USDTUSDTUSD:", "list:\u0662:all:", "list:2_t:all:"),
    ],
)
def test_forged_data_is_no_page(data: str) -> None:
    assert read_view(data) is None


@pytest.mark.parametrize(
    "data",
    ["see:2t:all:", "see:2t:all::", "see:2t:all::ABC", "see:2t:x::AAAAAAAAAA", "see:2t:all:o:A"],
)
def test_forged_data_opens_nothing(data: str) -> None:
    assert read_opener(data) is None


def test_a_page_has_a_button_for_each_order_and_ways_to_others() -> None:
    markup = page_buttons(View(101, Filter.PAID), Page(ORDERS, 30, has_newer=True, has_older=True))
    assert faces(markup) == [
        ["1", "2", "3", "4"],
        ["5", "6", "7", "8"],
        ["« Newer", "Older »"],
        ["All", "Open", "• Paid"],
        ["Late", "Short", "Today"],
    ]
    assert leads_to(markup, "« Newer") == View(101, Filter.PAID, Spot(Turn.NEWER, "A" * 10))
    assert leads_to(markup, "Older »") == View(101, Filter.PAID, Spot(Turn.OLDER, "H" * 10))
    assert leads_to(markup, "Late") == View(101, Filter.LATE)


@pytest.mark.parametrize(
    ("has_newer", "has_older", "turns"),
    [
        (False, False, []),
        (True, False, [["« Newer"]]),
        (False, True, [["Older »"]]),
    ],
)
def test_only_pages_that_there_are_are_led_to(
    turns: list[list[str]], *, has_newer: bool, has_older: bool
) -> None:
    page = Page(ORDERS[:2], 2, has_newer=has_newer, has_older=has_older)
    assert faces(page_buttons(View(101), page))[:-2] == [["1", "2"], *turns]


@pytest.mark.parametrize(
    ("page", "turns"),
    [(Page([], 0), []), (Page([], 3, has_newer=True), [["« Newest"]])],
)
def test_an_empty_page_leads_to_the_newest_if_there_is_one(
    page: Page, turns: list[list[str]]
) -> None:
    markup = page_buttons(View(101, Sum(5), Spot(Turn.OLDER, "A" * 10)), page)
    assert faces(markup) == [*turns, ["All", "Open", "Paid"], ["Late", "Short", "Today"]]
    if turns:
        assert leads_to(markup, "« Newest") == View(101, Sum(5))


@pytest.mark.parametrize("buttons", [None, orders_button(1)])
def test_the_way_to_the_list_comes_last(buttons: InlineKeyboardMarkup | None) -> None:
    markup = with_orders_button(buttons, -100500)
    assert faces(markup)[-1] == ["📋 Orders"]
    assert read_view(str(markup.inline_keyboard[-1][0].callback_data)) == View(-100500)


def pressed(markup: InlineKeyboardMarkup | None) -> CallbackQuery:
    """A press of a button on a message with these buttons."""
    message = Message(1, NOW, Chat(101, Chat.PRIVATE), text="an order", reply_markup=markup)
    return CallbackQuery("1", User(101, "Alice", is_bot=False), "chat", message=message)


def test_new_buttons_of_an_order_keep_the_way_to_its_list_and_no_other() -> None:
    card = card_buttons(OPEN, TERMS)
    opened = pressed(with_way_back(card, View(101, Filter.SHORT)))
    new = still_leading_back(opened, check_button(OPEN))
    assert new is not None
    assert faces(new) == [["🔄 Check now"], ["« Back"]]
    assert leads_to(new, "« Back") == View(101, Filter.SHORT)
    bare = still_leading_back(opened, None)
    assert bare is not None
    assert faces(bare) == [["« Back"]]


@pytest.mark.parametrize("before", [None, check_button(OPEN)])
def test_where_there_was_no_way_to_a_list_there_is_none(
    before: InlineKeyboardMarkup | None,
) -> None:
    assert still_leading_back(pressed(before), None) is None
    assert still_leading_back(pressed(before), check_button(OPEN)) == check_button(OPEN)


def test_a_message_that_cannot_be_read_has_no_way() -> None:
    query = CallbackQuery("1", User(101, "Alice", is_bot=False), "chat")
    assert still_leading_back(query, None) is None
