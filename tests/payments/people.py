"""Who asks about orders, and from where."""

from bot.payments.rights import Asker

PAYER, STRANGER = 101, 666
MERCHANT, OTHER_MERCHANT = MERCHANTS = (900, 901)
GROUP, OTHER_GROUP = -100500, -100600
ADMIN, OTHER_ADMIN = 500, 501
# An anonymous admin writes as the group itself.
ADMINS = {ADMIN, OTHER_ADMIN, GROUP}


def an_asker(person_id: int, chat_id: int = GROUP, telegram: list[int] | None = None) -> Asker:
    """Somebody who asks in a chat; `telegram` hears of whom it was asked."""

    async def is_admin() -> bool:
        if telegram is not None:
            telegram.append(person_id)
        return person_id in ADMINS

    return Asker(person_id, chat_id, is_merchant=person_id in MERCHANTS, is_admin=is_admin)
