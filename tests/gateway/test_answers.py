import json
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.errors import (
    GatewayError,
    GatewayMisconfigured,
    GatewayMisunderstood,
    GatewayRefused,
    GatewayUnavailable,
    NoSuchOrder,
    NothingThere,
    NotOffered,
    NumberEnded,
    NumberTaken,
)
from bot.gateway.answers import read_answer

WAIT = ("000101", "000107", "000113", "000114", "000205")
TAKEN = ("000106", "000201", "000301")
OPERATOR = ("000110", "000112", "000306")
NO_RETRY = (*("000102", "000103", "000104", "000105", "000206", "000207", "000304"),)
NOT_OFFERED = ("000305", "000404")
CALLS_FOR: dict[str, type[GatewayError]] = {
    **dict.fromkeys(WAIT, GatewayUnavailable),
    **dict.fromkeys(TAKEN, NumberTaken),
    **dict.fromkeys(("000302", "000303"), NumberEnded),
    **dict.fromkeys(OPERATOR, GatewayMisconfigured),
    **dict.fromkeys(NO_RETRY, GatewayRefused),
    **dict.fromkeys(NOT_OFFERED, NotOffered),
    "000202": NoSuchOrder,
}

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
anything = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["code", "success", "data", "msg", "trace", "x"]), inner, max_size=5
        )
    ),
    max_leaves=12,
)


def wrapped(**fields: object) -> bytes:
    envelope = {"code": "200", "success": True, "data": {"a": 1}, "trace": "4bf9", "msg": ""}
    return json.dumps(envelope | fields).encode()


def failure(status: int, body: bytes) -> GatewayError:
    with pytest.raises(GatewayError) as caught:
        read_answer(status, body)
    assert type(caught.value) in {
        *CALLS_FOR.values(),
        GatewayMisunderstood,
        NothingThere,
    }
    return caught.value


@pytest.mark.parametrize("payload", [{"a": 1}, [{"a": 1}], [], None, "text"])
def test_a_bare_answer_is_its_own_payload(payload: object) -> None:
    assert read_answer(200, json.dumps(payload).encode()) == payload


def test_a_wrapping_without_a_code_is_a_wrapping_too() -> None:
    assert read_answer(200, b'{"success": true, "data": [1]}') == [1]
    assert "busy" in str(failure(200, b'{"success": false, "msg": "busy"}'))
    assert "no word" in str(failure(200, b'{"success": null, "msg": "no word"}'))


@pytest.mark.parametrize("code", ["200", "0", 200, 0])
def test_a_wrapped_answer_is_unwrapped_whether_its_code_is_text_or_number(code: object) -> None:
    assert read_answer(200, wrapped(code=code)) == {"a": 1}


def test_a_wrapped_answer_need_not_say_success_or_bring_data() -> None:
    assert read_answer(200, b'{"code": "200", "data": [1]}') == [1]
    assert read_answer(200, b'{"code": "200", "success": true}') is None


def test_decimals_stay_decimals() -> None:
    amount = read_answer(200, b'{"amount": 0.10000000000000000001}')
    assert amount == {"amount": Decimal("0.10000000000000000001")}


@pytest.mark.parametrize("success", [False, None, "true", 1])
def test_success_that_is_not_true_is_a_failure_even_with_a_good_code(success: object) -> None:
    assert isinstance(failure(200, wrapped(success=success)), GatewayRefused)


@pytest.mark.parametrize("code", ["", "00", "000000", "000200", "ok", None, True, 2000])
def test_a_code_that_is_not_documented_as_success_is_a_failure(code: object) -> None:
    assert isinstance(failure(200, wrapped(code=code)), GatewayRefused)


@pytest.mark.parametrize("status", [200, 400, 500])
@pytest.mark.parametrize("code", [*WAIT, *TAKEN, *OPERATOR])
def test_each_documented_code_calls_for_its_own_error_under_any_http_status(
    code: str, status: int
) -> None:
    for written in (code, int(code)):
        error = failure(status, wrapped(code=written, success=False, data=None))
        assert type(error) is CALLS_FOR[code]


@pytest.mark.parametrize("code", NO_RETRY)
def test_a_code_about_the_order_itself_refuses_it(code: str) -> None:
    for written in (code, int(code)):
        assert type(failure(200, wrapped(code=written, success=False))) is GatewayRefused


def test_a_failure_repeats_the_gateways_words_and_its_trace() -> None:
    error = failure(
        200, wrapped(code="000404", success=False, msg="no such token", trace="4bf92f")
    )
    assert all(words in str(error) for words in ("000404", "no such token", "trace 4bf92f"))


def test_the_trace_is_told_of_a_server_error_too() -> None:
    error = failure(503, wrapped(code="000113", success=False, msg="closed", trace="4bf92f"))
    assert isinstance(error, GatewayUnavailable)
    assert "trace 4bf92f" in str(error)


def test_words_that_no_database_could_hold_are_escaped() -> None:
    error = failure(200, b'{"code": "000102", "msg": "cut \\ud83d", "trace": "two\\nlines"}')
    assert str(error).isprintable()
    str(error).encode()


def test_long_words_are_cut() -> None:
    long = "x" * 10_000
    assert len(str(failure(200, wrapped(code=long, success=False, msg=long, trace=long)))) < 1000
    assert len(str(failure(502, long.encode()))) < 1000


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (301, GatewayMisconfigured),
        (302, GatewayMisconfigured),
        (307, GatewayMisconfigured),
        (400, GatewayRefused),
        (401, GatewayMisconfigured),
        (403, GatewayMisconfigured),
        (404, NothingThere),
        (405, GatewayMisconfigured),
        (408, GatewayUnavailable),
        (422, GatewayRefused),
        (500, GatewayUnavailable),
        (502, GatewayUnavailable),
        (503, GatewayUnavailable),
        (520, GatewayUnavailable),
    ],
)
@pytest.mark.parametrize(
    "body", [b"", b"<html>Bad Gateway</html>", b'{"message": "no"}', b"[]", wrapped()]
)
def test_an_http_failure_calls_for_its_own_error_whatever_its_body(
    status: int, kind: type[GatewayError], body: bytes
) -> None:
    assert type(failure(status, body)) is kind


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<!doctype html><title>Maintenance</title>",
        b'{"cashierUrl": "https://block',
        b"\xff\xfe\x00",
        b"{'a': 1}",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"9" * 5000,
    ],
)
def test_what_cannot_be_read_is_misunderstood(body: bytes) -> None:
    assert type(failure(200, body)) is GatewayMisunderstood


def test_what_is_nested_deeper_than_any_document_is_misunderstood() -> None:
    for status, kind in ((200, GatewayMisunderstood), (503, GatewayUnavailable)):
        error = failure(status, b'[{"orderId": ' + b"[" * 60 + b"]" * 60 + b"}]")
        assert type(error) is kind
        assert "nested too deep" in str(error)


def test_deep_nesting_that_can_just_be_read_can_be_told_too() -> None:
    for depth in range(500, 1000, 5):
        nest = b"[" * depth + b"]" * depth
        failure(200, b'{"code": ' + nest + b', "msg": ' + nest + b"}")


def test_a_byte_order_mark_does_no_harm() -> None:
    assert read_answer(200, b"\xef\xbb\xbf[]") == []


@pytest.mark.parametrize("number", [b"1e99999999999999999999", b"-1.5e-99999999999999999999"])
def test_a_number_with_an_exponent_beyond_all_bounds_does_no_harm(number: bytes) -> None:
    answer = read_answer(200, b'{"amount": %s, "code": "0", "data": [%s]}' % (number, number))
    assert isinstance(answer, list)
    assert not answer[0].is_finite()


@given(st.integers(200, 599), anything)
@example(200, {"code": []})
def test_no_json_makes_anything_but_a_payload_or_an_error_of_the_tree(
    status: int, answer: object
) -> None:
    body = json.dumps(answer).encode()
    try:
        payload = read_answer(status, body)
    except GatewayError as error:
        assert str(error).encode()  # noqa: PT017 - either end is right
    else:
        assert status < 300
        assert payload == read_answer(status, body) or "NaN" in body.decode()


@given(st.integers(200, 599), st.binary(max_size=200))
def test_no_bytes_make_anything_but_a_payload_or_an_error_of_the_tree(
    status: int, body: bytes
) -> None:
    try:
        read_answer(status, body)
    except GatewayError as error:
        assert str(error).encode()  # noqa: PT017 - either end is right
