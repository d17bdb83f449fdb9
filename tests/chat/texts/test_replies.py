import pytest

from bot.chat.suggestions import usual
from bot.chat.texts import replies
from bot.sandbox.telegram.markup import parse_html
from tests.chat.making import TERMS

REQUEST = usual(TERMS)[0]


@pytest.mark.parametrize(
    "alert",
    [
        replies.SOMETHING_BROKE,
        replies.NO_SUCH_ORDER,
        replies.NOT_YOUR_BUTTON,
        replies.OLD_BUTTON,
    ],
)
def test_what_answers_a_press_is_short_plain_and_a_sentence(alert: str) -> None:
    assert 0 < len(alert) <= 200
    assert not set(alert) & set("<>&")
    assert alert.endswith(".")


def test_trouble_is_never_said_to_have_undone_something() -> None:
    assert "/status" in replies.SOMETHING_BROKE
    assert "not done" not in replies.SOMETHING_BROKE


def test_the_welcome_says_what_the_bot_takes_and_how_to_begin() -> None:
    text, _ = parse_html(replies.welcome(TERMS, REQUEST))
    assert "/pay 10 USDT ethereum" in text
    assert "TRON · TRC20" in text
    assert "/help" in text


def test_the_guide_names_every_command_the_limits_and_the_danger() -> None:
    text, _ = parse_html(replies.guide(TERMS, REQUEST))
    assert "/pay 10 USDT ethereum" in text
    assert "/status" in text
    assert "At least 1, at most 100000 in one order." in text
    assert "exactly the amount" in text
    assert "can be lost" in text


def test_who_is_not_understood_gets_an_example() -> None:
    assert "/pay 10 USDT ethereum" in replies.lost(REQUEST)
