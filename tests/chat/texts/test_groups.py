import pytest

from bot.chat.suggestions import usual
from bot.chat.texts import groups as texts
from bot.payments.groups import GENERAL, GroupSettings
from bot.payments.money import Asset
from bot.sandbox.telegram.markup import parse_html
from tests.chat.making import OPEN, TERMS, WIDEST

TRON = Asset.of("USDT@tron")


def shown(here: GroupSettings, topic_id: int | None = None) -> list[str]:
    return parse_html(texts.settings(here, TERMS, topic_id))[0].splitlines()


def test_where_nothing_is_set_it_is_said_what_holds() -> None:
    assert shown(GroupSettings()) == [
        "Settings of this group",
        "A plain amount, as in /pay 100, means USDT on Ethereum · ERC20, as the till has it.",
        "/pay is for everybody.",
        "The details of orders are shown here, to everybody.",
        "",
        "Tap what you want to change.",
    ]


def test_everything_that_is_set_is_said() -> None:
    here = GroupSettings(TRON, admins_only=True, in_private=True, topic_id=7)
    assert shown(here, 7)[1:5] == [
        "A plain amount, as in /pay 100, means USDT on TRON · TRC20.",
        "/pay is for admins only.",
        "The details of orders are shown to the one who pays, in private.",
        "Payments are told in this topic.",
    ]


@pytest.mark.parametrize(
    ("set_to", "read_in", "words"),
    [
        (None, GENERAL, "in the topic where it was asked"),
        (GENERAL, GENERAL, "in this topic"),
        (7, GENERAL, "in another topic"),
    ],
)
def test_the_topic_is_named_as_seen_from_where_it_is_read(
    set_to: int | None, read_in: int, words: str
) -> None:
    assert shown(GroupSettings(topic_id=set_to), read_in)[4] == f"Payments are told {words}."


@pytest.mark.parametrize(
    "alert", [texts.ONLY_FOR_ADMINS, texts.TOO_OLD, texts.not_for_members("x" * 32)]
)
def test_what_answers_a_press_is_short_plain_and_a_sentence(alert: str) -> None:
    assert 0 < len(alert) <= 200
    assert not set(alert) & set("<>&")
    assert alert.endswith(".")


@pytest.mark.parametrize("sight", texts.Sight)
def test_the_bot_says_what_it_is_for_how_to_pay_and_what_it_sees(sight: texts.Sight) -> None:
    text = parse_html(texts.hello(TERMS, usual(TERMS)[0], "till_bot", sight))[0]
    assert "/pay@till_bot 10 USDT ethereum" in text
    assert "/settings@till_bot" in text
    assert text.endswith(texts.SEEN[sight])


def test_with_privacy_mode_nobody_is_told_that_plain_amounts_are_seen() -> None:
    assert "plain amount does not reach me" in texts.SEEN[texts.Sight.COMMANDS]


def test_a_group_learns_no_address_of_an_order_that_is_private() -> None:
    for order in (OPEN, WIDEST):
        line = texts.elsewhere(order)
        assert str(order.address) not in line
        assert order.number in line
        assert str(order.amount) in line


def test_the_payer_is_named_with_a_link() -> None:
    text, entities = parse_html(texts.with_payer("<b>Paid.</b>", OPEN))
    assert text == "Paid.\nPayer: 101"
    assert entities[-1]["url"] == "tg://user?id=101"
