import pytest

from bot.gateway.guide import GuideGateway
from bot.gateway.profiles import Credentials, base_url, make_gateway, per_endpoint
from bot.gateway.v1 import V1Gateway
from bot.gateway.v2 import V2Gateway
from tests.gateway.parts import KEY
from tests.gateway.scripted import Scripted
from tests.orders import an_order


@pytest.mark.parametrize(
    ("profile", "url", "limit"),
    [
        ("guide", "https://backend.blockatm.net", None),
        ("v1", "https://backend.blockatm.net", None),
        ("v2", "https://open.blockatm.net", 100),
    ],
)
def test_each_profile_is_as_the_documents_say(profile: str, url: str, limit: int | None) -> None:
    gateway = make_gateway(profile, Scripted().transport, Credentials(KEY, "secret", "c1"))
    assert base_url(profile) == url
    assert per_endpoint(profile) == limit
    assert gateway.asks_by_name is (limit is not None)


def test_each_profile_has_a_gateway_of_its_own() -> None:
    credentials, transport = Credentials(KEY, "secret", "c1"), Scripted().transport
    kinds = [type(make_gateway(each, transport, credentials)) for each in ("guide", "v1", "v2")]
    assert kinds == [GuideGateway, V1Gateway, V2Gateway]


@pytest.mark.parametrize("profile", ["guide", "v1"])
def test_a_profile_that_signs_with_a_key_needs_one(profile: str) -> None:
    with pytest.raises(ValueError, match=f"{profile} signs with a private key"):
        make_gateway(profile, Scripted().transport, Credentials(None, "secret", "c1"))


async def test_v2_signs_with_the_secret_for_the_cashier(scripted: Scripted) -> None:
    scripted.script = lambda _: {"payUrl": "https://pay.example/p/1"}
    gateway = make_gateway("v2", scripted.transport, Credentials(None, "secret", "c1"))
    await gateway.open(an_order())
    assert b'"cashierId": "c1"' in scripted.asked[0].body


def test_an_unknown_profile_is_no_profile() -> None:
    with pytest.raises(KeyError):
        base_url("v3")


def test_credentials_show_no_secrets() -> None:
    assert repr(Credentials(KEY, "secret-key", "c1")) == "Credentials(cashier_id='c1')"
