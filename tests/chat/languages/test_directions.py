import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.languages.directions import (
    FIRST_STRONG_ISOLATE,
    POP_ISOLATE,
    isolate,
    isolating,
)

FENCES = {FIRST_STRONG_ISOLATE, POP_ISOLATE}


def shown(text: str) -> str:
    """The fences as brackets that can be seen."""
    return text.replace(FIRST_STRONG_ISOLATE, "[").replace(POP_ISOLATE, "]")


@pytest.mark.parametrize(
    ("template", "fenced"),
    [
        ("سفارش {number} لغو شد.", "سفارش [{number}] لغو شد."),
        ("سفارش: <code>{number}</code>", "سفارش: [<code>{number}</code>]"),
        ("<b>مبلغ {amount}</b>", "<b>مبلغ [{amount}]</b>"),
        ("با /cancel لغو کنید.", "با [/cancel] لغو کنید."),
        ("کلید API_KEY را ببینید (418).", "کلید [API_KEY] را ببینید ([418])."),
        ("روی python -m bot check بزنید", "روی [python -m bot check] بزنید"),
        (
            'تراکنش <a href="https://x.example/a b">0f…0f</a>',
            'تراکنش [<a href="https://x.example/a b">0f…0f</a>]',
        ),
        (
            "<code>/pay {amount} {network}</code> دوباره",
            "[<code>/pay {amount} {network}</code>] دوباره",
        ),
    ],
)
def test_what_may_be_written_the_other_way_is_fenced(template: str, fenced: str) -> None:
    assert shown(isolating(template)) == fenced


@pytest.mark.parametrize(
    "line", ["/status", "<code>{address}</code>", "{moment} {what}", "", "<b>{title}</b> (UTC)"]
)
def test_a_line_in_which_nothing_can_be_torn_is_left_as_it_is(line: str) -> None:
    assert isolating(line) == line
    assert shown(isolating(f"نشانی: {{a}}\n{line}")) == f"نشانی: [{{a}}]\n{line}"


def test_one_piece_is_fenced_as_a_whole() -> None:
    assert shown(isolate("Ethereum · ERC20")) == "[Ethereum · ERC20]"


PIECES = st.sampled_from(
    ["سفارش", "«", "» ", " ", "، ", ": ", "{a}", "<code>{b}</code>", "<b>", "</b>", "/pay", "USDT"]
)


@given(st.lists(PIECES).map("".join))
def test_fences_come_in_pairs_outside_of_what_is_copied_and_change_nothing_else(
    template: str,
) -> None:
    fenced = isolating(template)
    assert "".join(char for char in fenced if char not in FENCES) == template
    assert re.fullmatch(r"(?:[^\[\]]*\[[^\[\]]*\])*[^\[\]]*", shown(fenced), re.DOTALL)
    for copied in re.findall(r"<code>.*?</code>", fenced):
        assert not FENCES & set(copied)
    for tag in re.findall(r"<[^>]*>", fenced):
        assert not FENCES & set(tag)
