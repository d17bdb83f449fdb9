import hmac
import json
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from multidict import CIMultiDict

from bot.errors import WebhookRefused, Why
from bot.gateway.signing import pairs
from bot.payments.settlement import Report, Word
from tests.gateway.door import HASH, V1_FIELDS, V2_FIELDS, Door, Fields, compact, flat_text


@pytest.fixture(params=["v1", "v2"])
def door(request: pytest.FixtureRequest) -> Door:
    return Door(request.param)


@pytest.mark.parametrize("text", ["body", "pairs"])
def test_a_webhook_is_proven_by_either_text(door: Door, text: str) -> None:
    body = compact(door.fields)
    signed = body if text == "body" else flat_text(door.fields)
    reports = door.read(door.headers(signed), body)
    assert [json.loads(each.evidence)["orderNo"] for each in reports] == ["7KQ2M9XW4T"] * 2
    said = Report("7KQ2M9XW4T", Word.COMPLETED, Decimal("13.410037"), "", "USDT", "tron", HASH)
    own = door.fields.get("platOrderNo", "g1")
    assert _but_evidence(reports) == [said, replace(said, name=own)]


def test_what_is_sent_again_is_read_again(door: Door) -> None:
    body = compact(door.fields)
    headers = door.headers(body)
    first = door.read(headers, body)
    door.clock.forward(minutes=2)
    assert door.read(headers, body) == first


@pytest.mark.parametrize("milliseconds", [-300_000, -299_999, 0, 299_999, 300_000])
def test_within_five_minutes_it_is_not_stale(door: Door, milliseconds: int) -> None:
    time = str(int(door.time) + milliseconds)
    body = compact(door.fields)
    assert door.read(door.headers(body, time), body)


@pytest.mark.parametrize("milliseconds", [-86_400_000, -300_001, 300_001, 86_400_000])
def test_beyond_five_minutes_it_is_stale(door: Door, milliseconds: int) -> None:
    time = str(int(door.time) + milliseconds)
    body = compact(door.fields)
    assert door.refusal(door.headers(body, time), body) is Why.STALE


def test_the_window_goes_by_the_clock_that_was_given(door: Door) -> None:
    body = compact(door.fields)
    headers = door.headers(body)
    door.clock.forward(minutes=5)
    assert door.read(headers, body)
    door.clock.forward(milliseconds=1)
    assert door.refusal(headers, body) is Why.STALE


@pytest.mark.parametrize(
    "time",
    [
        *("now", "-1", "+1767355200000", "1767355200000.0", "1767355200", "1_767_355_200_000"),
        *("١٧٦٧٣٥٥٢٠٠٠٠٠", "0x19B7E2F7000", "0", "9" * 14, "9" * 15, "9" * 16, "9" * 5000),
    ],
)
def test_a_time_that_is_none_is_stale(door: Door, time: str) -> None:
    body = compact(door.fields)
    assert door.refusal(door.headers(body, time), body) is Why.STALE


@pytest.mark.parametrize("text", ["body", "pairs"])
def test_a_body_with_any_byte_altered_proves_nothing_else(door: Door, text: str) -> None:
    body = compact(door.fields)
    headers = door.headers(body if text == "body" else flat_text(door.fields))
    said = door.read(headers, body)
    for at in range(len(body)):
        for bit in (1, 2, 4, 8, 16, 32, 64, 128):
            altered = bytearray(body)
            altered[at] ^= bit
            try:
                reports = door.read(headers, bytes(altered))
            except WebhookRefused as refused:
                assert refused.why is Why.FORGED  # noqa: PT017 - either end is right
            else:
                # Pairs leave out nulls and how a number was written, and so may a forger.
                assert text == "pairs"
                assert _but_evidence(reports) == _but_evidence(said)


def _but_evidence(reports: Sequence[Report]) -> list[Report]:
    assert reports
    return [replace(report, evidence="") for report in reports]


def test_a_signature_or_a_time_with_any_character_altered_is_forged(door: Door) -> None:
    body = compact(door.fields)
    good = door.headers(body)
    for header in (door.header, "BlockATM-Request-Time"):
        for at, letter in enumerate(good[header]):
            headers = good.copy()
            other = "1" if letter == "0" else "0"
            headers[header] = f"{good[header][:at]}{other}{good[header][at + 1 :]}"
            assert door.refusal(headers, body) in {Why.FORGED, Why.STALE}


def test_who_does_not_know_the_key_is_refused() -> None:
    body = compact(V2_FIELDS)
    door = Door("v2")
    door.sign = lambda signed: hmac.new(b"another", signed, "sha256").hexdigest()
    assert door.refusal(door.headers(body), body) is Why.FORGED


def test_another_profiles_header_proves_nothing() -> None:
    for ours, theirs in (("v1", "v2"), ("v2", "v1")):
        body = compact(V2_FIELDS)
        headers = Door(theirs).headers(body)
        assert Door(ours).refusal(headers, body) is Why.UNSIGNED


@pytest.mark.parametrize("value", [None, ""])
def test_without_signature_or_time_it_is_unsigned(door: Door, value: str | None) -> None:
    body = compact(door.fields)
    for name in (door.header, "BlockATM-Request-Time"):
        headers = door.headers(body)
        del headers[name]
        if value is not None:
            headers[name] = value
        assert door.refusal(headers, body) is Why.UNSIGNED


def test_without_a_name_of_the_event_it_is_a_payment(door: Door) -> None:
    body = compact(door.fields)
    headers = door.headers(body)
    del headers["BlockATM-Event"], headers["Content-Type"]
    assert door.read(headers, body)


@pytest.mark.parametrize("event", ["Payment", "payment", "PAYMENT", " Payment "])
def test_a_payment_is_read_in_any_case(door: Door, event: str) -> None:
    assert door.hears(door.fields, BlockATM_Event=event)


@pytest.mark.parametrize("event", ["Payout", "payout", "Refund", "Pay", "", "Zahlung ß"])
def test_any_other_event_says_nothing(door: Door, event: str) -> None:
    assert not door.hears(door.fields, BlockATM_Event=event)


@pytest.mark.parametrize(
    "kind",
    ["application/json", "application/json;charset=utf-8", 'text/json; Charset="UTF-8"; x=y', "",
     "application/json; charset=us-ascii", "application/json; charset=", "; ; =", "utf8"],
)  # fmt: skip
def test_utf_8_is_what_it_may_be_written_in(door: Door, kind: str) -> None:
    assert door.hears(door.fields, Content_Type=kind)


@pytest.mark.parametrize(
    "kind",
    ["application/json; charset=latin-1", "application/json;charset=UTF-16", "a/b; charset=x",
     'text/json; charset="iso-8859-1"'],
)  # fmt: skip
def test_another_charset_is_refused(door: Door, kind: str) -> None:
    body = compact(door.fields)
    assert door.refusal(door.headers(body, Content_Type=kind), body) is Why.CHARSET


def test_utf_16_is_refused_whatever_it_says_of_itself(door: Door) -> None:
    for encoding in ("utf-16", "utf-16-le", "utf-16-be", "utf-32"):
        body = json.dumps(door.fields).encode(encoding)
        said = f"application/json; charset={encoding}"
        assert door.refusal(door.headers(body), body) is Why.MALFORMED
        assert door.refusal(door.headers(body, Content_Type=said), body) is Why.CHARSET


def test_a_byte_order_mark_does_no_harm(door: Door) -> None:
    body = b"\xef\xbb\xbf" + compact(door.fields)
    assert door.read(door.headers(body), body)


NESTED = b'{"a":' * 10_000 + b"[" * 10_000 + b"]" * 10_000 + b"}" * 10_000


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"not JSON", b"<xml/>", b"[]", b"[{}]", b'"text"', b"5", b"null", b"true",
     b"\xff\xfe", b"{'a': 1}", NESTED[:60_000], NESTED],
)  # fmt: skip
def test_a_genuine_body_that_is_no_object_is_malformed(door: Door, body: bytes) -> None:
    assert door.refusal(door.headers(body), body) is Why.MALFORMED


def test_no_depth_of_nesting_is_too_much(door: Door) -> None:
    for depth in [*range(40, 60), *range(900, 1000, 3)]:
        nest = '{"a":' * depth + "1" + "}" * depth
        body = f'{{"orderNo":"7KQ2M9XW4T","status":{nest},"b":{nest}}}'.encode()
        for signed in (body, b"a=1&orderNo=7KQ2M9XW4T&a=1", b""):
            try:
                door.read(door.headers(signed), body)
            except WebhookRefused as refused:
                assert refused.why in {Why.FORGED, Why.MALFORMED}  # noqa: PT017 - either end is right


@pytest.mark.parametrize("body", [b"{}", b'{"orderNo":null}', b'{"a":"\\ud800"}', b"[]", b"no"])
def test_a_signature_of_no_pairs_at_all_proves_nothing(door: Door, body: bytes) -> None:
    assert door.refusal(door.headers(b""), body) is Why.FORGED


def test_of_a_key_that_stands_twice_the_same_value_is_proven_and_read(door: Door) -> None:
    fields = door.fields | {"amount": "5"}
    body = compact(fields).replace(b'"amount":"5"', b'"amount":"999","amount":"5"')
    reports = door.read(door.headers(flat_text(fields)), body)
    assert [report.received for report in reports] == [Decimal(5)] * 2
    forged = flat_text(fields | {"amount": "999"})
    assert door.refusal(door.headers(forged), body) is Why.FORGED


@pytest.mark.parametrize(
    "amount", ["100", "100.0", "100.10", "1e2", "0.10", "-0", "1E+2", "99.9999999"]
)
def test_numbers_are_signed_as_they_were_written(door: Door, amount: str) -> None:
    as_text, as_number = door.fields | {"amount": amount}, compact(door.fields | {"amount": "x"})
    as_number = as_number.replace(b'"x"', amount.encode())
    for body in (compact(as_text), as_number):
        reports = door.read(door.headers(flat_text(as_text)), body)
        assert [report.received for report in reports] == [Decimal(amount)] * 2


def test_text_beyond_ascii_is_signed_as_it_is_read(door: Door) -> None:
    fields = door.fields | {"custNo": "Größe & 大小 %20"}
    for body in (compact(fields), json.dumps(fields, ensure_ascii=False).encode()):
        assert door.read(door.headers(flat_text(fields)), body)
        assert door.read(door.headers(body), body)


def test_what_is_nested_is_signed_in_its_place(door: Door) -> None:
    fields = door.fields | {"zz": [{"b": 1, "a": True}, "x", None]}
    signed = flat_text(door.fields) + b"&a=true&b=1&x"
    assert door.read(door.headers(signed), compact(fields))


@pytest.mark.parametrize(
    "how",
    [
        "nested",
        "in a list",
        "in a text",
        "in a key",
        "as an item",
        "in a nested key",
        "in its own",
    ],
)
def test_no_field_can_be_hidden_in_another_under_the_same_signature(door: Door, how: str) -> None:
    first, after, *others = sorted(
        name for name, value in door.fields.items() if value is not None
    )
    assert first == "amount"
    amount, value = door.fields[first], door.fields[after]
    hidden = {
        "nested": {"a": {"amount": amount}, after: value},
        "in a list": {"a": [{"amount": amount}], after: value},
        "in a text": {"amount": f"{amount}&{after}={value}"},
        "in a key": {f"amount={amount}&{after}": value},
        "as an item": {"a": [f"amount={amount}"], after: value},
        "in a nested key": {"a": {f"amount={amount}&{after}": value}},
        "in its own": {"amount": {"amount": amount}, after: value},
    }[how]
    rewritten = hidden | {name: door.fields[name] for name in others}
    signed = flat_text(door.fields)
    assert pairs(rewritten).encode() == signed
    genuine = door.headers(signed)
    assert door.read(genuine, compact(door.fields))
    assert door.refusal(genuine, compact(rewritten)) is Why.FORGED


def test_half_a_character_leaves_the_body_as_the_only_proof(door: Door) -> None:
    body = compact(door.fields | {"remark": "\ud83d"})
    assert door.read(door.headers(body), body)


def test_a_transfer_without_an_order_goes_by_the_gateways_own_name() -> None:
    v1, v2 = V1_FIELDS | {"orderNo": None, "type": 3}, V2_FIELDS | {"orderNo": None}
    for door, fields, name in ((Door("v1"), v1, "8210000374"), (Door("v2"), v2, "g1")):
        assert [report.name for report in door.hears(fields)] == [name]


def test_an_order_whose_names_are_the_same_is_told_of_once() -> None:
    v1 = V1_FIELDS | {"platOrderNo": V1_FIELDS["orderNo"]}
    v2 = V2_FIELDS | {"id": V2_FIELDS["orderNo"]}
    for door, fields in ((Door("v1"), v1), (Door("v2"), v2)):
        assert [report.name for report in door.hears(fields)] == ["7KQ2M9XW4T"]


def test_a_record_without_any_name_says_nothing(door: Door) -> None:
    assert not door.hears({"status": 1, "amount": "5"})
    assert not door.hears({})


@pytest.mark.parametrize(
    ("profile", "changes", "word"),
    [
        ("v1", {"status": 1}, Word.COMPLETED),
        ("v1", {"status": "1"}, Word.COMPLETED),
        ("v1", {"status": 0}, Word.CONFIRMING),
        ("v1", {"status": 0, "txId": None}, Word.WAITING),
        ("v1", {"status": -1}, Word.CLOSED),
        ("v1", {"status": 2}, Word.WAITING),
        ("v2", {"status": "SUCCESS"}, Word.COMPLETED),
        ("v2", {"status": "PENDING"}, Word.CONFIRMING),
        ("v2", {"status": "PENDING", "txId": None}, Word.CONFIRMING),
        ("v2", {"status": "PENDING", "txId": "", "fromAddress": ""}, Word.WAITING),
        ("v2", {"status": "PENDING", "fromAddress": ""}, Word.CONFIRMING),
        ("v2", {"status": "EXPIRED"}, Word.CLOSED),
        ("v2", {"status": "CANCELLED"}, Word.CLOSED),
        ("v2", {"status": "REFUNDED"}, Word.WAITING),
    ],
)
def test_each_status_is_read_as_a_webhook_means_it(
    profile: str, changes: Fields, word: Word
) -> None:
    door = Door(profile)
    assert [report.word for report in door.hears(door.fields | changes)] == [word] * 2


names = st.sampled_from(
    [
        *("Content-Type", "BlockATM-Event", "BlockATM-Request-Time"),
        *("BlockATM-Signature-V1", "BlockATM-Signature-V2"),
    ]
)
values = (
    st.text(max_size=40) | st.from_regex(r"[0-9]{1,20}") | st.just("a; charset*0=x; charset*=y")
)


@pytest.mark.parametrize("profile", ["v1", "v2"])
@settings(deadline=None)
@given(st.dictionaries(names, values), st.binary() | st.text().map(str.encode))
def test_whatever_comes_nothing_but_a_refusal_is_raised(
    profile: str, headers: dict[str, str], body: bytes
) -> None:
    with pytest.raises(WebhookRefused):
        Door(profile).read(CIMultiDict(headers), body)


def _nameless(reports: Sequence[Report]) -> list[str]:
    """What reports say, whatever they call the order; NaN is not like itself."""
    return [str(replace(report, name="")) for report in reports]


scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6)
anything = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(sorted(V1_FIELDS | V2_FIELDS)), inner, max_size=7)
    ),
    max_leaves=12,
)


@pytest.mark.parametrize("profile", ["v1", "v2"])
@settings(deadline=None)
@given(anything | st.binary(), values, values)
def test_whatever_the_gateway_signs_is_a_report_or_nothing_or_a_refusal(
    profile: str, said: object, event: str, kind: str
) -> None:
    door = Door(profile)
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    for more in ({}, {"BlockATM_Event": event, "Content_Type": kind}):
        try:
            reports = door.read(door.headers(body, **more), body)
        except WebhookRefused as refused:
            assert refused.why in {Why.MALFORMED, Why.CHARSET}  # noqa: PT017 - either end is right
        else:
            names = {report.name.encode() for report in reports}
            assert len(names) == len(reports) <= 2
            assert len(set(_nameless(reports))) <= 1
