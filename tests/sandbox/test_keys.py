from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    load_pem_private_key,
    load_pem_public_key,
)

from bot.sandbox.keys import make_pair


def test_a_pair_is_pkcs8_and_subject_public_key_info_pem() -> None:
    private, public = make_pair()

    assert private.startswith(b"-----BEGIN PRIVATE KEY-----\n")
    assert public.startswith(b"-----BEGIN PUBLIC KEY-----\n")


def test_the_keys_of_a_pair_belong_together_and_lie_on_p256() -> None:
    private_pem, public_pem = make_pair()
    private = load_pem_private_key(private_pem, None)

    assert isinstance(private, ec.EllipticCurvePrivateKey)
    assert private.curve.name == "secp256r1"
    assert private.public_key() == load_pem_public_key(public_pem)


def test_every_pair_is_another_one() -> None:
    assert make_pair()[0] != make_pair()[0]
