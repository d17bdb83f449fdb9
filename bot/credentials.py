"""What the till signs with, from its settings."""

from bot.gateway.profiles import Credentials
from bot.settings import Settings


def credentials_of(settings: Settings) -> Credentials:
    """What the till signs with."""
    if settings.blockatm_profile != "v2":
        return Credentials(settings.private_key)
    secret = settings.blockatm_secret_key
    return Credentials(
        secret=secret.get_secret_value() if secret else "",
        cashier_id=settings.blockatm_cashier_id or "",
    )
