"""The three dialects, each with what it is spoken with and how much of it is borne."""

from dataclasses import dataclass

from bot.sandbox.blockatm.endpoints import EndpointLimit
from bot.sandbox.blockatm.gateway import Gateway
from bot.sandbox.blockatm.guide import Guide
from bot.sandbox.blockatm.limit import RateLimit
from bot.sandbox.blockatm.routes import Routes
from bot.sandbox.blockatm.v1 import V1
from bot.sandbox.blockatm.v1_events import V1Events
from bot.sandbox.blockatm.v2 import V2
from bot.sandbox.blockatm.v2_events import V2Events
from bot.sandbox.blockatm.webhooks import Writer


@dataclass(frozen=True)
class Merchant:
    """What the gateway knows of the merchant.

    Attributes:
        api_key: what each call shows.
        public_key_pem: verifies the orders of `guide` and `v1`.
        secret_key: signs the orders of `v2`.
        cashier_id: the merchant's till in `v2`.
    """

    api_key: str
    public_key_pem: bytes = b""
    secret_key: str = ""
    cashier_id: str = ""


Limit = RateLimit | EndpointLimit


def routes_of(gateway: Gateway, merchant: Merchant) -> Routes:
    """Return the calls about orders in the dialect of the gateway."""
    match gateway.profile:
        case "guide":
            return Guide(gateway, merchant.public_key_pem).routes
        case "v1":
            return V1(gateway, merchant.public_key_pem).routes
        case "v2":
            return V2(gateway, merchant.secret_key, merchant.cashier_id).routes


def writer_of(gateway: Gateway, merchant: Merchant) -> Writer:
    """Return what writes webhooks; the guide tells of none, and its server is that of v1."""
    return V2Events(merchant.cashier_id) if gateway.profile == "v2" else V1Events()


def limit_of(gateway: Gateway, per_minute: int | None, per_endpoint: int) -> Limit:
    """Return the documented limit of the dialect, or another one if told so."""
    if gateway.profile == "v2":
        return EndpointLimit(per_minute or 1000, per_endpoint)
    return RateLimit(per_minute or 100)
