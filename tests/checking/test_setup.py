from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_public_key,
)

from bot.checking.setup import look_at_keys, look_at_settings
from bot.keygen import make_pair
from bot.keys import as_registered
from bot.logs import Redactor
from bot.sandbox.keys import make_pair as make_texts
from bot.sandbox.playground import Playground
from bot.settings import Settings
from tests.checking.conftest import Choosing

REDACT = Redactor(())
V2 = {
    "blockatm_profile": "v2",
    "blockatm_private_key": None,
    "blockatm_secret_key": "sck_not-to-be-seen",
    "blockatm_cashier_id": "cashier-7",
}


async def settings_said(settings: Settings, url: str = "https://gateway.example") -> list[str]:
    return [line.shown(REDACT) for line in await look_at_settings(settings, url)]


async def keys_said(settings: Settings) -> list[str]:
    return [line.shown(Redactor(settings.secrets)) for line in await look_at_keys(settings)]


def registered(public_pem: bytes) -> str:
    key = load_pem_public_key(public_pem)
    assert isinstance(key, ec.EllipticCurvePublicKey)
    return as_registered(key)


async def test_profile_gateway_and_assets_are_told(choose: Choosing) -> None:
    assert await settings_said(choose(assets="USDC@arbitrum,USDT@tron")) == [
        "ok    settings: profile guide at https://gateway.example; takes USDC@arbitrum, USDT@tron"
    ]


async def test_nobody_to_tell_of_troubles_is_a_warning(choose: Choosing) -> None:
    said = await settings_said(choose(owner_ids=None))
    assert said[1].startswith("warn  owners: OWNER_IDS is empty")


async def test_the_public_key_to_register_is_told(
    choose: Choosing, playground: Playground
) -> None:
    assert await keys_said(choose()) == [
        "ok    key pair: on the curve P-256; the public key to register at the gateway is "
        + registered(playground.public_key)
    ]


async def test_the_public_key_is_whole_though_a_private_one_may_end_like_it(
    choose: Choosing,
) -> None:
    """In the older form the last line of the private key is the end of the public one."""
    key = ec.generate_private_key(ec.SECP256R1())
    form = PrivateFormat.TraditionalOpenSSL
    pem = key.private_bytes(Encoding.PEM, form, NoEncryption()).decode()
    public = as_registered(key.public_key())
    assert public.endswith(pem.splitlines()[-2])
    said = await keys_said(choose(blockatm_private_key=pem))
    assert said[0].endswith(f" is {public}")


@pytest.mark.parametrize(("mode", "warns"), [(0o600, False), (0o640, False), (0o644, True)])
async def test_a_private_key_that_everybody_can_read_is_a_warning(
    choose: Choosing, tmp_path: Path, mode: int, *, warns: bool
) -> None:
    file = make_pair(tmp_path / "till.pem").private
    file.chmod(mode)
    settings = choose(blockatm_private_key=None, blockatm_private_key_file=str(file))
    warning = (
        f"warn  file mode: everybody on this machine can read {file}. To do: chmod 600 {file}"
    )
    assert (await keys_said(settings))[1:] == ([warning] if warns else [])


@pytest.mark.parametrize("profile", ["guide", "v2"])
async def test_an_env_file_that_everybody_can_read_is_a_warning(
    choose: Choosing, tmp_path: Path, profile: str
) -> None:
    settings = choose(**V2) if profile == "v2" else choose()
    file = tmp_path / ".env"
    file.write_text("", encoding="utf-8")
    file.chmod(0o644)
    assert (await keys_said(settings))[1:] == [
        "warn  file mode: everybody on this machine can read .env. To do: chmod 600 .env"
    ]
    file.chmod(0o600)
    assert (await keys_said(settings))[1:] == []


async def test_of_v2_the_cashier_is_told_and_no_secret(choose: Choosing) -> None:
    said = await keys_said(choose(**V2))
    assert said == ["ok    keys: the secret key and the cashier cashier-7 are set"]


async def test_our_own_key_in_place_of_the_gateways_is_noticed(
    choose: Choosing, playground: Playground
) -> None:
    settings = choose(blockatm_webhook_key=playground.public_key.decode())
    said = await keys_said(settings)
    assert said[1].startswith("bad   webhook key: BLOCKATM_WEBHOOK_KEY is this till's own")


async def test_the_gateways_webhook_key_is_left_alone(choose: Choosing) -> None:
    other = registered(make_texts()[1])
    assert len(await keys_said(choose(blockatm_webhook_key=other))) == 1
