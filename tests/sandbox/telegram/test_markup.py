from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.telegram.entities import units
from bot.sandbox.telegram.markup import parse_html
from bot.sandbox.telegram.refusals import RefusedError


def entity(kind: str, offset: int, length: int, **more: object) -> dict[str, Any]:
    return {"type": kind, "offset": offset, "length": length} | more


@pytest.mark.parametrize(
    ("tag", "kind"),
    [
        ("b", "bold"),
        ("strong", "bold"),
        ("i", "italic"),
        ("em", "italic"),
        ("u", "underline"),
        ("ins", "underline"),
        ("s", "strikethrough"),
        ("strike", "strikethrough"),
        ("del", "strikethrough"),
        ("code", "code"),
        ("pre", "pre"),
        ("tg-spoiler", "spoiler"),
        ("blockquote", "blockquote"),
        ("B", "bold"),
    ],
)
def test_a_tag_makes_its_entity(tag: str, kind: str) -> None:
    assert parse_html(f"<{tag}>x</{tag}>") == ("x", [entity(kind, 0, 1)])


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('<span class="tg-spoiler">x</span>', entity("spoiler", 0, 1)),
        ("<span class='tg-spoiler'>x</span>", entity("spoiler", 0, 1)),
        ("<blockquote expandable>x</blockquote>", entity("expandable_blockquote", 0, 1)),
        (
            '<a href="https://a.b/?c&amp;d">x</a>',
            entity("text_link", 0, 1, url="https://a.b/?c&d"),
        ),
        ("<a href=example.com>x</a>", entity("text_link", 0, 1, url="http://example.com")),
        ("<a>https://a.b</a>", entity("text_link", 0, 11, url="https://a.b")),
        ('<a href = "tg://user?id=5" >x</a >', entity("text_link", 0, 1, url="tg://user?id=5")),
        ('<tg-emoji emoji-id="5">x</tg-emoji>', entity("custom_emoji", 0, 1, custom_emoji_id="5")),
        ('<pre><code class="language-py">x</code></pre>', entity("pre", 0, 1, language="py")),
        ('<code class="language-py">x</code>', entity("code", 0, 1)),
        ("<b>x</>", entity("bold", 0, 1)),
        ("😀<b>😀</b>", entity("bold", 2, 2)),
    ],
)
def test_it_reads(source: str, expected: dict[str, Any]) -> None:
    assert parse_html(source)[1] == [expected]


def test_entities_nest_and_come_in_order() -> None:
    text, entities = parse_html("a <b>b <i>c</i></b> <u></u>")
    assert text == "a b c "
    assert entities == [entity("bold", 2, 3), entity("italic", 4, 1)]


def test_a_link_that_leads_nowhere_is_bare_text() -> None:
    assert parse_html('<a href="no link">x</a>') == ("x", [])


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("&lt;b&gt; &amp; &quot;", '<b> & "'),
        ("&#60;&#x3C;&#128512;", "<<😀"),
        ("&lt", "<"),
        ("&nbsp;&ltx;&", "&nbsp;&ltx;&"),
        ("&#0;&#1114111;&#xd800;", "&#0;&#1114111;&#xd800;"),
    ],
)
def test_only_telegrams_own_characters_are_decoded(source: str, text: str) -> None:
    assert parse_html(source) == (text, [])


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("ä<p>x</p>", 'Unsupported start tag "p" at byte offset 2'),
        ("<br/>", 'Unsupported start tag "br/" at byte offset 0'),
        ("a < b", "Unsupported start tag"),
        ("a <b", "Unclosed start tag at byte offset 2"),
        ('<a href="x', "Unclosed start tag at byte offset 0"),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b><i>x</i>", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        (
            "<b><i>x</b></i>",
            'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"',
        ),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<a ="x">x</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href=x/y>x</a>", "Unexpected end of name token at byte offset 8"),
    ],
)
def test_it_refuses(source: str, reason: str) -> None:
    with pytest.raises(RefusedError) as refusal:
        parse_html(source)
    assert refusal.value.description.startswith(f"Bad Request: can't parse entities: {reason}")


@given(st.text(alphabet="<>/ab=\"' &;#1😀", max_size=40))
def test_any_text_is_read_or_refused(source: str) -> None:
    try:
        text, entities = parse_html(source)
    except RefusedError:
        return
    assert all(0 <= e["offset"] < e["offset"] + e["length"] <= units(text) for e in entities)


@given(st.text())
def test_an_escaped_text_comes_out_as_it_was(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert parse_html(escaped) == (text, [])
