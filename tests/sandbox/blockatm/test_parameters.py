import pytest

from bot.sandbox.blockatm.answers import Refusal
from bot.sandbox.blockatm.parameters import read_parameters
from tests.sandbox.blockatm.caller import ORDER, Caller


def refusal(**fields: object) -> str:
    with pytest.raises(Refusal) as refused:
        read_parameters(ORDER | fields)
    return refused.value.code


def test_parameters_in_order_come_back_as_they_are() -> None:
    fields = ORDER | {"orderNo": "A1", "custNo": "c" * 64}

    assert read_parameters(fields) == fields


@pytest.mark.parametrize("amount", ["1", "0.000001", "100.10", "1000000000000"])
def test_a_plain_decimal_is_an_amount(amount: str) -> None:
    assert read_parameters(ORDER | {"amount": amount})["amount"] == amount


@pytest.mark.parametrize(
    "amount",
    [
        "0",
        "0.000000",
        "-1",
        "+1",
        "1e2",
        "1,5",
        "1.",
        ".5",
        "01",
        "0.0000001",
        "NaN",
        " 1",
        "\u0661",
        "1\n",
    ],
)
def test_anything_else_is_not(amount: str) -> None:
    assert refusal(amount=amount) == "000102"


@pytest.mark.parametrize("value", [100, 100.0, True, None, ["100"], {"value": "100"}])
@pytest.mark.parametrize("name", ["chainId", "symbol", "amount", "orderNo", "custNo"])
def test_a_parameter_that_is_not_a_string_is_refused(name: str, value: object) -> None:
    assert refusal(**{name: value}) == "000102"


@pytest.mark.parametrize("name", ["chainId", "symbol", "amount", "orderNo", "custNo"])
def test_an_empty_parameter_is_refused(name: str) -> None:
    assert refusal(**{name: ""}) == "000104"


@pytest.mark.parametrize("name", ["chainId", "symbol", "amount"])
def test_a_missing_parameter_is_refused(name: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_parameters({key: value for key, value in ORDER.items() if key != name})
    assert refused.value.code == "000103"


@pytest.mark.parametrize("name", ["orderNo", "custNo"])
def test_a_name_with_a_dot_is_refused(name: str) -> None:
    assert refusal(**{name: "a.b"}) == "000102"


@pytest.mark.parametrize("name", ["orderNo", "custNo"])
def test_a_name_of_more_than_64_characters_is_refused(name: str) -> None:
    assert refusal(**{name: "a" * 65}) == "000105"


def test_a_parameter_that_nobody_asked_for_is_refused() -> None:
    assert refusal(order_no="A1") == "000102"


async def test_a_refused_parameter_opens_no_order(caller: Caller) -> None:
    assert (await caller.create(amount=100)).refusal == (200, "000102")
    assert (await caller.create(symbol=...)).refusal == (200, "000103")
    assert (await caller.create(chainId="99")).refusal == (200, "000404")
    assert caller.server.orders == []
