import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.telegram.links import BadLinkError, BotLink, read_link

LETTERS = string.ascii_letters + string.digits + "_-"


@given(st.text(LETTERS, max_size=64))
def test_a_payload_comes_through_unchanged(payload: str) -> None:
    for link in (f"https://t.me/till_bot?start={payload}", f"t.me/Till_Bot?start={payload}"):
        assert read_link(link, "till_bot") == BotLink("start", payload)


@given(st.text(max_size=70))
def test_no_other_payload_comes_through(payload: str) -> None:
    fits = len(payload) <= 64 and set(payload) <= set(LETTERS)
    try:
        link = read_link("tg://resolve?domain=till_bot&start=" + quoted(payload), "till_bot")
    except BadLinkError:
        assert not fits
    else:
        assert link == BotLink("start", payload)
        assert fits


def quoted(text: str) -> str:
    return "".join(f"%{byte:02x}" for byte in text.encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://t.me/till_bot", BotLink("chat")),
        ("http://telegram.me/till_bot/?start", BotLink("start")),
        ("https://t.me/till_bot?startgroup=a1", BotLink("startgroup", "a1")),
        ("https://t.me/other_bot?start=a", None),
        ("https://example.com/till_bot?start=a", None),
        ("ftp://t.me/till_bot?start=a", None),
        ("https://[t.me/till_bot", None),
        ("tg://resolve?start=a", None),
    ],
)
def test_a_link_leads_where_it_says(url: str, link: BotLink | None) -> None:
    assert read_link(url, "till_bot") == link
