from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import InlineKeyboardMarkup

from bot.chat.group_buttons import (
    ASSETS,
    BACK,
    Wish,
    asset_buttons,
    private_button,
    settings_buttons,
    wished,
)
from bot.chat.keyboards import ASK, LANG, LONGEST_DATA
from bot.payments.groups import GENERAL, GroupSettings
from bot.payments.money import Asset
from bot.sandbox.telegram.links import read_link
from tests.chat.making import OPEN, TERMS

TRON, ETHEREUM = Asset.of("USDT@tron"), Asset.of("USDT@ethereum")
topics = st.none() | st.just(GENERAL) | st.integers(2, 9)
settings = st.builds(
    GroupSettings, st.sampled_from([None, TRON, ETHEREUM]), st.booleans(), st.booleans(), topics
)


def datas(keyboard: InlineKeyboardMarkup) -> list[str]:
    return [str(row[0].callback_data) for row in keyboard.inline_keyboard]


@given(settings, topics)
def test_every_button_changes_one_thing_and_pressed_twice_no_other(
    here: GroupSettings, topic_id: int | None
) -> None:
    others = {ASSETS, f"{LANG}:{ASK}"}  # these lead to further buttons
    for data in set(datas(settings_buttons(here, topic_id))) - others:
        after = wished(data, here, TERMS, topic_id)
        assert after is not None
        changed = [name for name in here.__slots__ if getattr(here, name) != getattr(after, name)]
        assert len(changed) == 1
        assert wished(data, after, TERMS, topic_id) == after


@given(settings)
def test_every_meaning_of_a_plain_amount_can_be_chosen(here: GroupSettings) -> None:
    *choices, back = datas(asset_buttons(here, TERMS))
    chosen = [wished(data, here, TERMS, None) for data in choices]
    assert back == BACK
    assert chosen == [replace(here, asset=each) for each in (None, ETHEREUM, TRON)]
    marked = [row[0].text for row in asset_buttons(here, TERMS).inline_keyboard]
    assert [text.startswith("✓") for text in marked[:-1]] == [
        here.asset == each for each in (None, ETHEREUM, TRON)
    ]


@given(settings, topics)
def test_all_data_fits_into_a_button(here: GroupSettings, topic_id: int | None) -> None:
    for keyboard in (settings_buttons(here, topic_id), asset_buttons(here, TERMS)):
        assert all(0 < len(data.encode()) <= LONGEST_DATA for data in datas(keyboard))


@pytest.mark.parametrize(
    "data",
    [
        "",
        "group:",
        "group:pay",
        "group:pay:nobody",
        "group:asset:",
        "group:asset:BTC@tron",
        "pay:",
    ],
)
def test_what_no_button_says_sets_nothing(data: str) -> None:
    assert wished(data, GroupSettings(), TERMS, 7) is None


def test_without_topics_none_can_be_set() -> None:
    offered = datas(settings_buttons(GroupSettings(), None))
    assert not [each for each in offered if "topic" in each]
    assert wished(Wish.THIS_TOPIC, GroupSettings(), TERMS, None) is None


def test_the_link_leads_to_the_order_in_the_private_chat() -> None:
    [[button]] = private_button(OPEN, "till_bot").inline_keyboard
    link = read_link(str(button.url), "till_bot")
    assert link is not None
    assert (link.kind, link.payload) == ("start", f"order_{OPEN.number}")
