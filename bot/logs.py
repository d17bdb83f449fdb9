"""The log: one line an event, as text or JSON, without any secret."""

import json
import logging
import re
from collections.abc import Iterable

import structlog

_SHARED = (
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.ExtraAdder(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)
# Libraries whose everyday lines say nothing to an operator.
_QUIET = {
    "aiosqlite": logging.WARNING,
    "apscheduler": logging.ERROR,  # it warns of each tick that finds the one before still busy
    "asyncio": logging.WARNING,
    "httpx": logging.WARNING,
    "PIL": logging.WARNING,
    "telegram": logging.WARNING,
}
SHORTEST_SECRET = 6


class Redactor:
    """The last step of a log line: secrets are blacked out, whoever let them in."""

    def __init__(self, secrets: Iterable[str]) -> None:
        parts = {part for secret in secrets for part in _parts(secret)}
        quoted = {quote(part)[1:-1] for part in parts for quote in (json.dumps, repr)}
        longest_first = sorted(parts | quoted, key=len, reverse=True)
        self._secrets = re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")

    def __call__(self, line: str) -> str:
        """The line without secrets."""
        return self._secrets.sub("•••", line)


def _parts(secret: str) -> list[str]:
    """What of a secret would be enough to misuse it.

    A bot token also occurs in URLs, where its second half may stand alone. The lines of a key
    come out one by one, or with their ends written out.
    """
    lines = secret.replace("\\n", "\n").splitlines()
    bare = [line for line in lines if not line.startswith("-----")]
    return [
        part for part in (secret, secret.partition(":")[2], *bare) if len(part) >= SHORTEST_SECRET
    ]


class _Formatter(structlog.stdlib.ProcessorFormatter):
    redact = Redactor(())

    def format(self, record: logging.LogRecord) -> str:
        return self.redact(super().format(record))


def set_up_logs(level: str, style: str, secrets: Iterable[str]) -> None:
    """Send the log to standard error."""
    # A line that cannot be written would otherwise be shown past the redactor.
    logging.raiseExceptions = False
    renderer: structlog.types.Processor = (
        structlog.processors.JSONRenderer()
        if style == "json"
        else structlog.dev.ConsoleRenderer(colors=False, exception_formatter=_plain)
    )
    exceptions = (structlog.processors.format_exc_info,) if style == "json" else ()
    formatter = _Formatter(
        foreign_pre_chain=_SHARED,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            *exceptions,
            renderer,
        ],
    )
    formatter.redact = Redactor(secrets)
    handler = logging.StreamHandler()
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    for name, least in _QUIET.items():
        logging.getLogger(name).setLevel(max(least, root.level))


_plain = structlog.dev.plain_traceback
