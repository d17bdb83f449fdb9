"""The webhooks of the v1 reference; `guide` is spoken by the same server."""

import base64
from datetime import datetime

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from bot.sandbox.blockatm.guide import SIGNATURE
from bot.sandbox.blockatm.orders import GatewayOrder
from bot.sandbox.blockatm.v1 import STATUSES, record_of
from bot.sandbox.blockatm.webhooks import Signs, Status
from bot.sandbox.keys import make_pair

FAILED = -1


class V1Events:
    """Writes the fields of a record, and signs them with a key pair of the gateway's own.

    Attributes:
        key: the public key, as base64 of a SubjectPublicKeyInfo.
    """

    header = SIGNATURE
    signs: Signs = "pairs"

    def __init__(self) -> None:
        private, public = make_pair()
        self._private_pem = private.decode()
        self.key = "".join(public.decode().splitlines()[1:-1])

    def status_of(self, order: GatewayOrder, now: datetime) -> Status:
        """Name how an order stands, in the numbers of a record."""
        return STATUSES[order.state(now)]

    def write(self, order: GatewayOrder, status: Status) -> dict[str, object]:
        """Write a record; one that tells of money has a transaction, be it made up."""
        record = record_of(order, int(status))
        if record["status"] != FAILED and order.tx_id is None:
            record |= {"amount": order.amount, "txId": order.network.fresh_hash()}
        return record

    def sign(self, signed: bytes, key: str | None = None) -> str:
        """Sign with ECDSA and SHA-256: DER in base64."""
        private = load_pem_private_key((key or self._private_pem).encode(), password=None)
        if not isinstance(private, ec.EllipticCurvePrivateKey):
            raise TypeError("v1 signs with a key on the curve P-256")
        return base64.b64encode(private.sign(signed, ec.ECDSA(hashes.SHA256()))).decode()
