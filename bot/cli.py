"""The command line: `python -m bot run`, `check`, `keygen` and `demo`."""

import asyncio
import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.errors import KeysNotMade, SettingsError, TillError

if TYPE_CHECKING:
    from bot.settings import Settings

log = logging.getLogger(__name__)

WRONG_SETTINGS = 2


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """A Telegram bot that is the front of a stablecoin till."""


@main.command()
def run() -> None:
    """Run the till with the settings of the environment or of .env."""
    # What a command needs is imported when it runs, so that --help and faults come at once.
    from bot.logs import set_up_logs  # noqa: PLC0415 - see above

    settings = _read_settings()
    set_up_logs(settings.log_level, settings.log_format, settings.secrets)

    from bot.running import run as run_till  # noqa: PLC0415 - see above

    try:
        asyncio.run(run_till(settings))
    except TillError as error:
        log.critical("the till cannot run: %s", error)
        sys.exit(1)
    except Exception:
        log.critical("the till broke", exc_info=True)
        sys.exit(1)


@main.command()
def check() -> None:
    """Look at all that a till needs before it goes live; the till may run meanwhile."""
    from bot.logs import set_up_logs  # noqa: PLC0415 - see above

    settings = _read_settings()
    # Each line of the check says what is wrong; the log would only say it again.
    level = "debug" if settings.log_level == "debug" else "critical"
    set_up_logs(level, settings.log_format, settings.secrets)

    from bot.checking.running import run as look  # noqa: PLC0415 - see above

    try:
        is_ready = asyncio.run(look(settings, click.echo))
    except TillError as error:
        click.echo(f"The check cannot go on: {error}")
        sys.exit(1)
    sys.exit(0 if is_ready else 1)


@main.command()
@click.argument("file", default="till.pem", type=click.Path(path_type=Path))
def keygen(file: Path) -> None:
    """Make the key pair that signs orders (guide, v1): FILE, and its public key beside it."""
    from bot.keygen import make_pair  # noqa: PLC0415 - see above

    try:
        pair = make_pair(file)
    except KeysNotMade as error:
        click.echo(f"No keys were made: {error}.", err=True)
        sys.exit(1)
    click.echo(
        f"The private key is in {pair.private}, for your eyes only: keep a copy in a safe place.\n"
        f"The public key is in {pair.public}; in one line, as the gateway wants it, it is\n\n"
        f"{pair.registered}\n\n"
        "Next: register that line at the gateway, in the account that the API key belongs to,\n"
        f"and set BLOCKATM_PRIVATE_KEY_FILE={pair.private.absolute()}"
    )


@main.command()
@click.option("--script", is_flag=True, help="Print one payment instead of opening a page.")
@click.option("--port", type=click.IntRange(1, 65535), help="Where the page is to be.")
def demo(*, script: bool, port: int | None) -> None:
    """Try the whole till in the browser, with no account, no key and no network."""
    if script and port is not None:
        raise click.UsageError("--port says where the page is to be; --script shows none.")
    if script:
        _walk()
    else:
        _play(port)


def _read_settings() -> "Settings":
    from bot.settings import read_settings  # noqa: PLC0415 - see above

    try:
        return read_settings()
    except SettingsError as error:
        for fault in error.faults:
            click.echo(fault, err=True)
        sys.exit(WRONG_SETTINGS)


def _walk() -> None:
    from bot.sandbox.walk import WalkError  # noqa: PLC0415 - see above
    from bot.sandbox.walk import run as walk  # noqa: PLC0415 - see above

    try:
        walk(click.echo)
    except WalkError as error:
        click.echo(f"The demo stopped: {error}", err=True)
        sys.exit(1)


def _play(port: int | None) -> None:
    from bot.sandbox.demo.running import DemoError  # noqa: PLC0415 - see above
    from bot.sandbox.demo.running import run as play  # noqa: PLC0415 - see above

    try:
        play(click.echo, port)
    except DemoError as error:
        click.echo(f"The demo cannot start: {error}", err=True)
        sys.exit(1)
