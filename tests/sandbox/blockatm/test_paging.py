import pytest

from bot.sandbox.blockatm.answers import Refusal
from bot.sandbox.blockatm.paging import read_wish

RECORDS = [
    {"createTime": number * 10, "status": "PENDING" if number % 2 else "SUCCESS"}
    for number in range(1, 46)
]


def times(query: dict[str, str]) -> list[object]:
    listed = read_wish(query).page_of(RECORDS)["list"]
    assert isinstance(listed, list)
    return [record["createTime"] for record in listed]


def test_twenty_records_stand_on_a_page_unless_told_otherwise() -> None:
    assert read_wish({}).page_of(RECORDS) == {
        "list": RECORDS[:24:-1],
        "total": 45,
        "page": 1,
        "pageSize": 20,
    }
    assert times({"page": "3"}) == [50, 40, 30, 20, 10]


def test_a_page_after_the_last_is_empty() -> None:
    assert times({"page": "4"}) == []


def test_at_most_a_hundred_stand_on_a_page() -> None:
    assert len(times({"pageSize": "100"})) == 45
    with pytest.raises(Refusal, match="pageSize must be a number from 1 to 100"):
        read_wish({"pageSize": "101"})


def test_both_ends_of_a_time_belong_to_it() -> None:
    assert times({"startTime": "20", "endTime": "40"}) == [40, 30, 20]


def test_one_status_can_be_asked_for() -> None:
    assert times({"status": "SUCCESS", "endTime": "50"}) == [40, 20]


@pytest.mark.parametrize(
    "query",
    [
        {"page": "0"},
        {"page": "-1"},
        {"page": ""},
        {"page": "1.5"},
        {"page": "\u0661"},
        {"pageSize": "0"},
        {"startTime": "soon"},
        {"endTime": "9" * 17},
        {"startTime": "2", "endTime": "1"},
        {"status": "paid"},
        {"status": "success"},
        {"status": ""},
        {"size": "5"},
    ],
)
def test_what_is_no_parameter_or_none_of_its_values_is_refused(query: dict[str, str]) -> None:
    with pytest.raises(Refusal) as refused:
        read_wish(query)
    assert refused.value.code == "000102"
