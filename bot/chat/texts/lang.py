"""What is said of the language itself."""

from bot.chat.languages.catalogue import gettext as _
from bot.chat.languages.catalogue import gettext_noop as later

WHICH_LANGUAGE = later("Which language do you want me to speak here?")
ONLY_ADMINS = later("Only an admin of this group can choose the language that I speak here.")


def from_now_on() -> str:
    """What becomes of the question; each language names itself in it."""
    return _("I speak English here from now on. /lang changes that.")
