"""Who looks after which group, by Telegram's own word."""

from telegram import Bot, ChatMember, Update
from telegram.error import BadRequest, ChatMigrated, Forbidden
from telegram.ext import ContextTypes

from bot.clock import Clock

ADMINS = (ChatMember.ADMINISTRATOR, ChatMember.OWNER)
REMEMBERED = 300.0  # seconds
MOST = 10_000


class Admins:
    """Asks Telegram, and remembers the answer for five minutes.

    Where the bot is an admin itself, Telegram tells of changes, and the group is asked about anew.
    """

    def __init__(self, bot: Bot, clock: Clock) -> None:
        self._bot = bot
        self._clock = clock
        self._known: dict[tuple[int, int], tuple[float, bool]] = {}

    async def has(self, chat_id: int, person_id: int) -> bool:
        """Whether Telegram calls them an admin; who speaks as the group itself is one.

        Raises:
            TelegramError: Telegram does not answer; nobody is an admin on the word of that.
        """
        if person_id == chat_id:
            return True
        asked_at, is_admin = self._known.get((chat_id, person_id), (None, False))
        now = self._clock.monotonic()
        if asked_at is None or now - asked_at >= REMEMBERED:
            is_admin = await self._ask(chat_id, person_id)
            self._remember(chat_id, person_id, is_admin=is_admin)
        return is_admin

    async def _ask(self, chat_id: int, person_id: int) -> bool:
        try:
            member = await self._bot.get_chat_member(chat_id, person_id)
        except (BadRequest, Forbidden, ChatMigrated):
            return False
        return member.status in ADMINS

    def _remember(self, chat_id: int, person_id: int, *, is_admin: bool) -> None:
        self._known.pop((chat_id, person_id), None)
        self._known[chat_id, person_id] = (self._clock.monotonic(), is_admin)
        if len(self._known) > MOST:
            del self._known[next(iter(self._known))]

    async def changed(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Somebody came, went, or was made or unmade an admin."""
        if update.effective_chat is not None:
            chat_id = update.effective_chat.id
            self._known = {key: known for key, known in self._known.items() if key[0] != chat_id}
