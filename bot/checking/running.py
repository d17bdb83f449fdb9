"""All checks, one after another."""

from collections.abc import Callable
from functools import partial

from bot.checking.database import Store
from bot.checking.gateway import gateway_checks, gateway_url
from bot.checking.reaching import look_at_webhooks
from bot.checking.report import Report
from bot.checking.setup import look_at_keys, look_at_settings
from bot.checking.telegram import look_at_telegram
from bot.clock import SystemClock
from bot.settings import Settings


async def run(settings: Settings, say: Callable[[str], None]) -> bool:
    """Say a line about each point; true if nothing is bad."""
    report, clock = Report(say, settings.secrets), SystemClock()
    store = Store(settings.database_path)
    try:
        await report.ask("settings", partial(look_at_settings, settings, gateway_url(settings)))
        await report.ask("keys", partial(look_at_keys, settings))
        # The database comes before the gateway: requests are counted in it.
        await report.ask("database", store.look)
        async with gateway_checks(settings, store.log, clock) as gateway:
            await report.ask("clock", gateway.look_at_clock)
            await report.ask("signature", gateway.look_at_signature)
        telegram = partial(look_at_telegram, settings, is_running=store.is_running)
        await report.ask("Telegram", telegram)
        await report.ask("webhooks", partial(look_at_webhooks, settings))
    finally:
        await store.close()
    return report.conclude()
