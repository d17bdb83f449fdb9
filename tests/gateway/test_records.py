import json
import logging
from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import GatewayMisunderstood
from bot.gateway.records import Record, Records, hash_of
from bot.payments.settlement import Report, Word

PAID = {"id": "g1", "status": "paid", "amount": "100"}
scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.decimals()
    | st.text(max_size=6)
    | st.sampled_from(["paid", "waits", "12.5", "1e999999999", "-1e999", "NaN", "tron", "USDT"])
)
fields = st.sampled_from(["id", "number", "status", "amount", "symbol", "chainId", "txId"])
anything = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(fields, inner, max_size=7),
    max_leaves=15,
)


def _word(record: Record) -> Word | None:
    known = {"paid": Word.COMPLETED, "waits": Word.WAITING}
    return known.get(str(record.get("status")))


def read(answer: object) -> list[Report]:
    return Records(("id", "number"), _word).read_all(answer)


def one(**record: object) -> Report:
    """The report in one record."""
    (report,) = read({"id": "g1", "status": "paid", **record})
    return report


def test_all_that_a_record_says_is_in_its_report() -> None:
    record = PAID | {"symbol": "USDT", "chainId": "1", "txId": "0xab"}
    evidence = json.dumps(record)
    assert read(record) == [
        Report("g1", Word.COMPLETED, Decimal(100), evidence, "USDT", "ethereum", "0xab")
    ]


@pytest.mark.parametrize("answer", [None, []])
def test_no_records_are_no_reports(answer: object) -> None:
    assert read(answer) == []


@pytest.mark.parametrize("answer", ["", "none", 0, 5, True, False, Decimal(1)])
def test_what_lists_nothing_is_misunderstood(answer: object) -> None:
    with pytest.raises(GatewayMisunderstood):
        read(answer)


@pytest.mark.parametrize(
    ("record", "names"),
    [
        ({"id": "g1"}, ["g1"]),
        ({"id": 8210000374}, ["8210000374"]),
        ({"id": "g1", "number": "7KQ2M9XW4T"}, ["g1", "7KQ2M9XW4T"]),
        ({"number": "7KQ2M9XW4T", "id": None}, ["7KQ2M9XW4T"]),
        ({"id": "g1", "number": "g1"}, ["g1"]),
        ({"id": 5, "number": "5"}, ["5"]),
        ({"id": "", "number": "7KQ2M9XW4T"}, ["7KQ2M9XW4T"]),
        ({"id": "\ud83d", "number": "7KQ2M9XW4T"}, ["7KQ2M9XW4T"]),
        ({"id": "g\n1", "number": "7KQ2M9XW4T"}, ["7KQ2M9XW4T"]),
        ({"id": "g" * 201, "number": "g" * 200}, ["g" * 200]),
        ({"id": ["g1"], "number": {"a": 1}, "other": "g1"}, []),
    ],
)
def test_a_record_is_a_report_for_each_of_its_names(record: Record, names: list[str]) -> None:
    reports = read([record, PAID])[:-1]
    assert [report.name for report in reports] == names
    assert len({(report.word, report.evidence) for report in reports}) <= 1


@pytest.mark.parametrize("status", ["confirming", "failed", "", None, 1, ["paid"], {}])
def test_an_unknown_status_is_still_waiting_and_is_logged_once(
    status: object, caplog: pytest.LogCaptureFixture
) -> None:
    records = Records(("id", "number"), _word)
    for _ in range(3):
        reports = records.read_all(
            [{"id": "g1", "status": status}, {"id": "g2", "status": status}]
        )
        assert [report.word for report in reports] == [Word.WAITING, Word.WAITING]
    assert len(caplog.records) == 1
    assert "taken as still waiting" in caplog.text


def test_a_known_status_is_not_worth_a_line(caplog: pytest.LogCaptureFixture) -> None:
    assert one(status="waits").word is Word.WAITING
    assert not caplog.records


@pytest.mark.parametrize(
    ("amount", "counted"),
    [
        ('"100"', Decimal(100)),
        ('"100.000000"', Decimal(100)),
        ("100", Decimal(100)),
        ("100.10", Decimal("100.1")),
        ("0.1", Decimal("0.1")),
        ('"99.9999999"', Decimal("99.9999999")),
        ('"1E+2"', Decimal(100)),
        ('"-5"', Decimal(-5)),
        ('"0"', Decimal(0)),
        ('"0E-18"', Decimal(0)),
        ('"0E+99"', Decimal(0)),
        ('"999999999999999999"', Decimal(10) ** 18 - 1),
        ("null", None),
    ],
)
def test_an_amount_is_counted_exactly_as_text_or_number(
    amount: str, counted: Decimal | None
) -> None:
    assert one(amount=json.loads(amount, parse_float=Decimal)).received == counted


def test_an_amount_may_be_left_unstated() -> None:
    assert one().received is None


@pytest.mark.parametrize(
    "amount",
    [
        *(
            "",
            "a lot",
            "1,000",
            "NaN",
            "-Infinity",
            "sNaN",
            "1_000",
            "\uff11\uff10\uff10",
            True,
            [100],
        ),
        *({"value": "100"}, 10**18, Decimal("1e999999999"), "-1e999999999", 1e18),
        *(float("nan"), float("inf"), Decimal("NaN")),
    ],
)
def test_an_amount_that_is_none_is_not_taken_for_an_unstated_one(amount: object) -> None:
    report = one(amount=amount)
    assert report.word is Word.COMPLETED
    assert report.received is not None
    assert report.received.is_nan()


@pytest.mark.parametrize(
    "answer",
    [
        {"list": [PAID]},
        {"msg": "busy"},
        [{"id": ["g1"], "number": {"a": "g1"}}],
        [{"id": 1.5}, {}],
        [None, 5, "text"],
    ],
)
def test_an_answer_in_which_no_order_can_be_read_is_no_answer(answer: object) -> None:
    """Otherwise orders that are paid would be called expired."""
    with pytest.raises(GatewayMisunderstood, match="no order can be read"):
        read(answer)


def test_what_could_not_be_read_is_quoted_in_short() -> None:
    with pytest.raises(GatewayMisunderstood) as caught:
        read([{"remark": "x" * 10**6}])
    assert len(str(caught.value)) < 600


def test_an_odd_record_does_not_hide_the_payment_beside_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    odd: list[object] = [
        None,
        5,
        "text",
        [],
        {"id": {"a": []}},
        {"status": {"a": 1}, "amount": "1e999999"},
    ]
    reports = read([*odd, PAID, *odd])
    assert [(report.name, report.word) for report in reports] == [("g1", Word.COMPLETED)]
    assert Counter(record.getMessage() for record in caplog.records).most_common(1)[0][1] == 1


def test_endless_oddities_do_not_fill_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING, "bot.gateway.records")
    reports = read([{"id": "g1", "status": f"odd {number}"} for number in range(1500)])
    assert len(reports) == 1500
    assert len(caplog.records) == 1000


def test_oddities_are_logged_in_short(caplog: pytest.LogCaptureFixture) -> None:
    one(status="x" * 10**6, amount="y" * 10**6)
    assert len(caplog.records) == 2
    assert len(caplog.text) < 500


def test_long_evidence_is_cut() -> None:
    assert len(one(remark="x" * 100_000).evidence) == 500


@pytest.mark.parametrize(
    ("symbol", "token"),
    [
        ("USDT", "USDT"),
        ("usdt", "USDT"),
        ("", None),
        ("US DT", None),
        ("\uff35SDT", None),
        (5, None),
    ],
)
def test_a_token_is_what_can_be_one(symbol: object, token: str | None) -> None:
    assert one(symbol=symbol).token == token


@pytest.mark.parametrize(
    ("chain", "network"),
    [
        *(("1", "ethereum"), (1, "ethereum"), ("42161", "arbitrum"), ("0x2B6653DC", "tron")),
        *(("TRON", "tron"), ("tron ", "tron"), (728126428, "tron"), ("0x94a9059e", "shasta")),
        *(("11155111", "sepolia"), ("421614", "arbitrum-sepolia"), (2494104990, "shasta")),
        *(("5", None), ("", None), (None, None), (["1"], None)),
    ],
)
def test_a_network_is_known_by_each_of_its_names(chain: object, network: str | None) -> None:
    assert one(chainId=chain).network == network


@pytest.mark.parametrize(
    ("tx_id", "tx_hash"),
    [
        *(("ab" * 32, "ab" * 32), ("0x" + "ab" * 32, "0x" + "ab" * 32)),
        *(("john20231229", "john20231229"), ("a" * 100, "a" * 100), ("a" * 101, None)),
        *(("", None), (None, None), (5, None), (["a"], None), ("a b", None), ("a/../b", None)),
        *(("é", None), ("a\n", None)),
    ],
)
def test_a_hash_is_what_can_stand_in_a_link(tx_id: object, tx_hash: str | None) -> None:
    assert hash_of({"txId": tx_id}) == tx_hash
    assert one(txId=tx_id).tx_hash == tx_hash


@given(anything | st.lists(anything, max_size=3))
def test_nothing_makes_anything_but_reports_or_a_misunderstanding(answer: object) -> None:
    try:
        reports = read(answer)
    except GatewayMisunderstood as error:
        assert str(error)  # noqa: PT017 - either end is right
        return
    for report in reports:
        assert report.name.encode()
        assert report.evidence.encode()
        assert isinstance(report.word, Word)
        assert report.received is None or not report.received.is_infinite()
