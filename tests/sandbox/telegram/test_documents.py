import pytest

from bot.sandbox.telegram import Document
from bot.sandbox.telegram.calls import Call
from bot.sandbox.telegram.documents import BIGGEST_FILE, read_document
from bot.sandbox.telegram.refusals import RefusedError


def upload(content: bytes, name: str = "report.csv") -> Call:
    return Call("sendDocument", files={"document": content}, file_names={"document": name})


def refusal(call: Call, reference: str) -> str:
    with pytest.raises(RefusedError) as refused:
        read_document(call, reference, "document", {})
    return refused.value.description


@pytest.mark.parametrize(
    ("given", "kept", "kind"),
    [
        ("report.csv", "report.csv", "text/csv"),
        ("../etc/passwd", "passwd", "application/octet-stream"),
        ("", "file", "application/octet-stream"),
    ],
)
def test_a_file_keeps_its_last_name(given: str, kept: str, kind: str) -> None:
    document = read_document(upload(b"x", given), "", "document", {})
    assert (document.file_name, document.mime_type) == (kept, kind)


def test_a_stored_document_is_sent_again_by_its_id() -> None:
    known: dict[str, Document] = {}
    first = read_document(upload(b"x"), "", "document", known)
    second = read_document(upload(b"x"), "", "document", known)
    assert first.file_id != second.file_id
    assert read_document(Call("sendDocument"), first.file_id, "document", known) is first


def test_a_document_holds_fifty_megabytes() -> None:
    read_document(upload(bytes(BIGGEST_FILE)), "", "document", {})
    with pytest.raises(RefusedError) as refused:
        read_document(upload(bytes(BIGGEST_FILE + 1)), "", "document", {})
    assert (refused.value.status, refused.value.description) == (413, "Request Entity Too Large")


@pytest.mark.parametrize(
    ("reference", "reason"),
    [
        ("", "there is no document in the request"),
        ("attach://elsewhere", "wrong file identifier/HTTP URL specified"),
        ("BQAC", "wrong file identifier/HTTP URL specified"),
        ("https://example.com/a.csv", "failed to get HTTP URL content"),
    ],
)
def test_a_document_must_be_somewhere(reference: str, reason: str) -> None:
    assert refusal(Call("sendDocument"), reference) == f"Bad Request: {reason}"


def test_an_empty_file_is_refused() -> None:
    assert refusal(upload(b""), "") == "Bad Request: file must be non-empty"
