from typing import Any

import pytest

from bot.sandbox.telegram import InlineResult, TelegramServer
from bot.sandbox.telegram.calls import Call
from bot.sandbox.telegram.refusals import RefusedError
from bot.sandbox.telegram.results import read_results
from tests.sandbox.telegram.caller import PAY, Caller, keyboard, picture
from tests.sandbox.telegram.offers import article

UNREADABLE = "can't parse inline query result: "


def read(server: TelegramServer, *results: object) -> tuple[InlineResult, ...]:
    return read_results(server.world, Call("answerInlineQuery", {"results": list(results)}))


def refusal(server: TelegramServer, *results: object) -> str:
    with pytest.raises(RefusedError) as refused:
        read(server, *results)
    return refused.value.description


def test_an_article_becomes_a_text_with_its_keyboard(server: TelegramServer) -> None:
    (result,) = read(server, article(description="for coffee"))
    shown = {"type": "article", "title": "Invoice", "description": "for coffee"}
    assert result.view == shown
    assert (result.content["text"], result.content["html"]) == ("25 USDT", "<b>25 USDT</b>")
    assert result.content["entities"] == [{"type": "bold", "offset": 0, "length": 7}]
    assert result.content["reply_markup"] == keyboard(PAY)


async def test_a_stored_photo_or_document_is_offered(
    server: TelegramServer, caller: Caller
) -> None:
    server.person(101, "Alice").write("/start")
    photo = await caller.get("sendPhoto", chat_id=101, photo=picture())
    file = await caller.get("sendDocument", chat_id=101, document=b"x")
    offered = {"id": "1", "caption": "Scan"}
    views: list[dict[str, Any]] = [
        offered | {"type": "photo", "photo_file_id": photo["photo"][0]["file_id"]},
        offered
        | {"type": "document", "document_file_id": file["document"]["file_id"], "title": "F"},
    ]
    for view in views:
        (result,) = read(server, view)
        assert result.content["caption"] == "Scan"
        assert result.content.get("picture") or result.content.get("document")
        (result,) = read(server, view | {"input_message_content": {"message_text": "words"}})
        assert result.content["text"] == "words"


def test_fifty_results_are_enough(server: TelegramServer) -> None:
    many = [article(str(number)) for number in range(51)]
    assert len(read(server, *many[:50])) == 50
    reason = "too many inline query results specified"
    assert refusal(server, *many) == f"Bad Request: {reason}"


def test_an_id_holds_one_to_sixty_four_bytes(server: TelegramServer) -> None:
    assert read(server, article("x" * 64), article("ä" * 32))
    assert refusal(server, article("ä" * 33)) == "Bad Request: RESULT_ID_INVALID"
    assert refusal(server, article("")) == "Bad Request: RESULT_ID_EMPTY"
    assert refusal(server, article(), article()) == "Bad Request: RESULT_ID_DUPLICATE"


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"title": ""}, "ARTICLE_TITLE_EMPTY"),
        ({"title": None}, UNREADABLE + 'can\'t find field "title"'),
        ({"id": 5}, UNREADABLE + 'can\'t find field "id"'),
        ({"type": ""}, UNREADABLE + 'type "" is unsupported for the inline query result'),
        ({"input_message_content": None}, UNREADABLE + "input message content is not specified"),
        ({"input_message_content": {"x": 1}}, UNREADABLE + "input message content must be a text"),
        ({"input_message_content": {"message_text": " "}}, "message text is empty"),
        ({"input_message_content": {"message_text": "x" * 4097}}, "MESSAGE_TOO_LONG"),
        (
            {"input_message_content": {"message_text": "<b>", "parse_mode": "HTML"}},
            UNREADABLE + "can't parse entities: Can't find end tag",
        ),
        ({"reply_markup": {"force_reply": True}}, "inline keyboard expected"),
        ({"reply_markup": keyboard(PAY | {"callback_data": ""})}, "BUTTON_DATA_INVALID"),
        ({"type": "photo"}, UNREADABLE + 'can\'t find field "photo_file_id"'),
        ({"type": "photo", "photo_file_id": "x"}, "wrong file identifier/HTTP URL specified"),
        ({"type": "document", "title": " "}, "FILE_TITLE_EMPTY"),
        ({"type": "document", "document_file_id": "x"}, "wrong file identifier"),
    ],
    ids=str,
)
def test_what_cannot_be_offered_is_refused(
    server: TelegramServer, changed: dict[str, object], reason: str
) -> None:
    assert refusal(server, article() | changed).startswith(f"Bad Request: {reason}")


async def test_a_caption_is_not_too_long(server: TelegramServer, caller: Caller) -> None:
    server.person(101, "Alice").write("/start")
    photo = await caller.get("sendPhoto", chat_id=101, photo=picture())
    view = {"type": "photo", "id": "1", "photo_file_id": photo["photo"][0]["file_id"]}
    assert refusal(server, view | {"caption": "x" * 1025}) == "Bad Request: MEDIA_CAPTION_TOO_LONG"


def test_results_are_a_list(server: TelegramServer) -> None:
    assert read(server) == ()
    assert "expected an Array of Objects" in refusal(server, "x")
