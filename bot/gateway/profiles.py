"""Which profile is spoken: what differs between them, in one table."""

from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

from bot.gateway import guide, v1, v2
from bot.gateway.guide import GuideGateway
from bot.gateway.transport import Transport
from bot.gateway.v1 import V1Gateway
from bot.gateway.v2 import V2Gateway
from bot.payments.ports import Gateway

PER_ENDPOINT = 100  # what v2 takes on one path in a minute, until it says so itself


@dataclass(frozen=True, slots=True)
class Credentials:
    """What the till signs with: a private key in guide and v1, a secret and a cashier in v2."""

    private_key: EllipticCurvePrivateKey | None = field(default=None, repr=False)
    secret: str = field(default="", repr=False)
    cashier_id: str = ""


def base_url(profile: str) -> str:
    """Where the gateway speaks a profile."""
    return {"guide": guide.BASE_URL, "v1": v1.BASE_URL, "v2": v2.BASE_URL}[profile]


def per_endpoint(profile: str) -> int | None:
    """How many requests a minute one path takes; `None` where only the whole is limited."""
    return PER_ENDPOINT if profile == "v2" else None


def make_gateway(profile: str, transport: Transport, credentials: Credentials) -> Gateway:
    """The gateway that speaks a profile.

    Raises:
        ValueError: the credentials are another profile's.
    """
    key = credentials.private_key
    if profile == "v2":
        return V2Gateway(transport, credentials.secret, credentials.cashier_id)
    if key is None:
        raise ValueError(f"the profile {profile} signs with a private key")
    return V1Gateway(transport, key) if profile == "v1" else GuideGateway(transport, key)
