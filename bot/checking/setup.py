"""What is set, and who can read the secrets of it."""

import stat
from collections.abc import Sequence
from pathlib import Path

from bot.checking.line import Line, bad, ok, origin, warn
from bot.keys import as_registered, read_public_key
from bot.settings import Settings

ENV_FILE = Path(".env")


async def look_at_settings(settings: Settings, gateway_url: str) -> Sequence[Line]:
    """What the till would run with."""
    assets = ", ".join(map(str, settings.assets))
    where = f"profile {settings.blockatm_profile} at {origin(gateway_url)}"
    lines = [ok("settings", f"{where}; takes {assets}")]
    if not settings.owner_ids:
        text = "OWNER_IDS is empty: nobody is told of payments and troubles"
        lines.append(warn("owners", text, "put your Telegram user id into OWNER_IDS"))
    return lines


async def look_at_keys(settings: Settings) -> Sequence[Line]:
    """The keys, and the public one to register."""
    if settings.blockatm_profile == "v2":
        text = f"the secret key and the cashier {settings.blockatm_cashier_id} are set"
        return [ok("keys", text), *_readable_files(settings)]
    public = as_registered(settings.private_key.public_key())
    text = "on the curve P-256; the public key to register at the gateway is "
    lines = [ok("key pair", text, public=public)]
    return [*lines, *_webhook_key(settings, public), *_readable_files(settings)]


def _webhook_key(settings: Settings, own: str) -> Sequence[Line]:
    """Two public keys are easily mistaken for each other."""
    key = settings.blockatm_webhook_key
    if key is None or as_registered(read_public_key(key.get_secret_value())) != own:
        return []
    text = "BLOCKATM_WEBHOOK_KEY is this till's own public key"
    return [bad("webhook key", text, "set it to the gateway's public key for webhooks")]


def _readable_files(settings: Settings) -> Sequence[Line]:
    files = [settings.blockatm_private_key_file, ENV_FILE if ENV_FILE.is_file() else None]
    return [
        warn("file mode", f"everybody on this machine can read {file}", f"chmod 600 {file}")
        for file in files
        if file is not None and file.stat().st_mode & stat.S_IROTH
    ]
