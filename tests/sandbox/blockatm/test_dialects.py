import pytest

from bot.sandbox.blockatm import Profile
from bot.sandbox.blockatm.dialects import Merchant, limit_of, routes_of
from bot.sandbox.blockatm.endpoints import EndpointLimit
from bot.sandbox.blockatm.gateway import Gateway
from bot.sandbox.blockatm.limit import RateLimit
from tests.sandbox.blockatm.caller import Clock

V1_PATHS = {"createQrOrder", "contractPayment"}


@pytest.mark.parametrize(
    ("profile", "names"),
    [
        ("guide", V1_PATHS),
        ("v1", V1_PATHS | {"qrCodePayment"}),
        ("v2", {"order", "detail", "list"}),
    ],
)
def test_each_dialect_has_its_own_calls(
    profile: Profile, names: set[str], pair: tuple[bytes, bytes]
) -> None:
    merchant = Merchant("key", pair[1], "secret", "till-7")
    routes = routes_of(Gateway(Clock(), profile), merchant)

    assert {path.rsplit("/", 1)[-1] for path in routes} == names


@pytest.mark.parametrize("profile", ["guide", "v1"])
def test_the_earlier_dialects_bear_a_hundred_calls_a_minute(profile: Profile) -> None:
    limit = limit_of(Gateway(Clock(), profile), None, 7)

    assert isinstance(limit, RateLimit)
    assert limit._most == 100


def test_v2_bears_more_of_them_but_not_on_one_path() -> None:
    limit = limit_of(Gateway(Clock(), "v2"), None, 7)

    assert isinstance(limit, EndpointLimit)
    assert limit._most == 1000
    for _ in range(7):
        limit.admit("k", 0, "GET /a")
    assert limit.room("k", "GET /a").remaining == 0
