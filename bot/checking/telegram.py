"""The bot's token, and how it is set up at @BotFather."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager

from telegram import Bot, User, WebhookInfo
from telegram.error import InvalidToken, TelegramError

from bot.chat.transport import AiohttpRequest
from bot.checking.line import Line, bad, ok, origin, warn
from bot.settings import Settings

ABOUT = "Telegram"
WEBHOOK = "/telegram/webhook"


async def look_at_telegram(settings: Settings, *, is_running: bool) -> Sequence[Line]:
    """Who the bot is, what it may do in groups, and how its updates come."""
    try:
        async with _bot(settings) as bot:
            me, webhook = await bot.get_me(), await bot.get_webhook_info()
    except InvalidToken as error:
        text = f"Telegram does not accept TELEGRAM_BOT_TOKEN ({error})"
        return [bad(ABOUT, text, "copy the token from @BotFather once more")]
    except TelegramError as error:
        text = f"no good answer from {origin(settings.telegram_api_url)} ({error})"
        return [bad(ABOUT, text, "check TELEGRAM_API_URL and the network of this machine")]
    by_webhook = settings.telegram_updates == "webhook"
    ours = f"{settings.public_url}{WEBHOOK}" if by_webhook else ""
    return [*_powers(me), _updates(webhook, ours, is_running=is_running)]


@asynccontextmanager
async def _bot(settings: Settings) -> AsyncIterator[Bot]:
    url, request = settings.telegram_api_url, AiohttpRequest()
    token = settings.telegram_bot_token.get_secret_value()
    await request.initialize()
    try:
        yield Bot(token, f"{url}/bot", f"{url}/file/bot", request)
    finally:
        await request.shutdown()


def _powers(me: User) -> Iterator[Line]:
    yield ok(ABOUT, f"the token is that of @{me.username}")
    if me.supports_inline_queries:
        # Whether it also tells what was chosen, the Bot API does not say.
        feedback = "/setinlinefeedback at @BotFather must be at 100%"
        yield ok("inline mode", f"on, merchants can send invoices from any chat; {feedback}")
    else:
        on = "/setinline and /setinlinefeedback (100%) at @BotFather"
        yield ok("inline mode", f"off, invoices cannot be sent from other chats; {on} change that")
    if me.can_join_groups:
        yield ok("groups", "the bot can be added to groups")
    else:
        text = "the bot cannot be added to groups"
        yield warn("groups", text, "/setjoingroups at @BotFather, unless that is what you want")
    yield _privacy(me)


def _privacy(me: User) -> Line:
    if me.can_read_all_group_messages:
        text = "privacy mode is off: the bot is sent every message of its groups, and needs none"
        return warn("privacy", text, "/setprivacy at @BotFather, unless that is what you want")
    text = (
        f"privacy mode is on: in groups /pay@{me.username} always arrives, plain /pay only when"
        " the bot is an admin or was the last bot to speak"
    )
    return ok("privacy", text)


def _updates(webhook: WebhookInfo, ours: str, *, is_running: bool) -> Line:
    """How updates come, against how they should; `ours` is empty for polling."""
    if webhook.url != ours:
        return _elsewhere(webhook, ours, is_running=is_running)
    if not ours:
        return ok("updates", "by polling")
    waiting = f"by webhook to {ours}, {webhook.pending_update_count} waiting"
    if webhook.last_error_message is None:
        return ok("updates", waiting)
    when = f" of {webhook.last_error_date:%d %B, %H:%M} UTC" if webhook.last_error_date else ""
    text = f"{waiting}; Telegram's last trouble with it{when}: {webhook.last_error_message}"
    return warn("updates", text, "see whether that is over, and what PUBLIC_URL leads to")


def _elsewhere(webhook: WebhookInfo, ours: str, *, is_running: bool) -> Line:
    if not webhook.url and not is_running:
        return ok("updates", f"by webhook to {ours}, which the till registers when it starts")
    if not webhook.url:
        text = f"the till runs, and its webhook {ours} is not registered"
        return bad("updates", text, "see in the till's log why, or restart it")
    text = f"a webhook leads to {origin(webhook.url)}, the till takes that away when it runs"
    return warn("updates", text, "stop the other program if it is to go on, or use another bot")
