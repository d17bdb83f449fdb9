"""What owners are told about the till itself, when it begins and when it is over."""

from collections.abc import Mapping

from bot.chat.languages.catalogue import gettext_noop as later
from bot.payments.notice import Kind
from bot.payments.vitals import Trouble

TO_OWNERS: Mapping[Kind, str] = {
    Kind.GATEWAY_BLOCKED: later(
        "⛔ <b>The gateway has blocked this till (418).</b> Nothing is asked of it for at"
        " least ten minutes, then one request tries. Orders are kept; payments that arrive"
        " meanwhile are told afterwards. Please check that the API key is right and that no other"
        " program uses it."
    ),
    Kind.GATEWAY_RECOVERED: later("✅ <b>The gateway lets this till in again.</b> Orders go on."),
    Kind.GATEWAY_REFUSES_KEYS: later(
        "⛔ <b>The gateway does not accept this till's settings.</b> Orders cannot be opened until"
        " that is mended. Please check BLOCKATM_API_KEY, what orders are signed with (the private"
        " key, whose public key must be registered at the gateway, or the secret key), and"
        " BLOCKATM_BASE_URL. <code>python -m bot check</code> finds out which; the log has the"
        " gateway's own words."
    ),
    Kind.KEYS_ACCEPTED: later(
        "✅ <b>The gateway accepts this till's settings again.</b> Orders go on."
    ),
    Kind.GATEWAY_DOWN: later(
        "⛔ <b>The gateway does not answer.</b> New orders are kept until it does, and payments"
        " are told afterwards. There is nothing to mend here unless this machine has lost its"
        " network. /health tells how the till is."
    ),
    Kind.GATEWAY_BACK: later("✅ <b>The gateway answers again.</b> Orders go on."),
    Kind.CLOCK_OFF: later(
        "⚠️ <b>This machine's clock is wrong by more than ten seconds.</b> Orders go on, because"
        " the till reckons with it, but deadlines are told wrongly, and genuine webhooks will be"
        " refused. Please switch on time synchronisation (NTP). /health tells how the till is."
    ),
    Kind.CLOCK_RIGHT: later("✅ <b>This machine's clock is right again.</b>"),
    Kind.WEBHOOKS_SILENT: later(
        "⚠️ <b>Payments arrive, but the gateway's webhooks do not.</b> Nothing is lost: the till"
        " asks more often instead. Please check that PUBLIC_URL/blockatm/webhook is registered at"
        " the gateway and can be reached from outside, and that BLOCKATM_WEBHOOK_KEY is right."
        " /health tells how the till is."
    ),
    Kind.WEBHOOKS_BACK: later("✅ <b>The gateway's webhooks arrive again.</b>"),
    Kind.DATABASE_FULL: later(
        "⛔ <b>The disk with the database is nearly full.</b> When it is full, no order can be"
        " taken and no payment be written down. Please free some space now. /health tells how"
        " the till is."
    ),
    Kind.DATABASE_ROOMY: later("✅ <b>The database has room again.</b>"),
    Kind.UPDATES_MISSING: later(
        "⚠️ <b>Telegram's updates did not come in for some minutes.</b> Whoever wrote meanwhile"
        " is answered as soon as they do; nothing is lost for a day. The log says why. "
        "/health tells how the till is."
    ),
    Kind.UPDATES_BACK: later("✅ <b>Telegram's updates come in again.</b>"),
}

IN_SHORT: Mapping[Trouble, str] = {
    Trouble.GATEWAY_BLOCKED: later(
        "The gateway has blocked this till (418). Check the API key, and that no other program"
        " uses it; the till tries again by itself."
    ),
    Trouble.GATEWAY_DOWN: later(
        "The gateway does not answer. Check this machine's network; the till tries again by"
        " itself."
    ),
    Trouble.KEYS_REFUSED: later(
        "The gateway does not accept the keys or the signature. Run python -m bot check on the"
        " machine, and mend what it names."
    ),
    Trouble.CLOCK_OFF: later(
        "This machine's clock is wrong. Switch on time synchronisation (NTP)."
    ),
    Trouble.WEBHOOKS_SILENT: later(
        "Payments arrive, but the gateway's webhooks do not. Check what is registered at the"
        " gateway, and that it can reach this till; the till asks more often meanwhile."
    ),
    Trouble.DATABASE_FULL: later("The disk with the database is nearly full. Free some space."),
    Trouble.UPDATES_MISSING: later("Telegram's updates do not come in. The log says why."),
}
