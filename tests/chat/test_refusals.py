import pytest
from telegram.error import BadRequest

from bot.chat.refusals import NO_PHOTOS, NO_RIGHTS, NOTHING_TO_CHANGE, TOO_LATE, says


@pytest.mark.parametrize(
    ("words", "kinds", "whether"),
    [
        ("Message is not modified: specified new message content", [NOTHING_TO_CHANGE], True),
        ("MESSAGE_ID_INVALID", [NOTHING_TO_CHANGE], True),
        ("Query is too old and response timeout expired", [NOTHING_TO_CHANGE], False),
        ("Query is too old and response timeout expired", [NOTHING_TO_CHANGE, TOO_LATE], True),
        ("Not enough rights to send photos to the chat", [NO_PHOTOS], True),
        ("Not enough rights to send text messages to the chat", [NO_PHOTOS], False),
        ("Not enough rights to send text messages to the chat", [NO_RIGHTS], True),
    ],
)
def test_a_refusal_is_known_by_its_words(
    words: str, kinds: list[tuple[str, ...]], *, whether: bool
) -> None:
    assert says(BadRequest(words), *kinds) is whether
