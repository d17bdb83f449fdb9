"""Judges from outside: neither knows the till or its sandbox.

aiogram's models of the Bot API read every call that the bot made and every answer it got, and
OpenSSL's command line verifies every signature.
"""

import subprocess
from pathlib import Path
from typing import Any, get_args

import aiogram.methods
from aiogram.methods.base import TelegramMethod
from aiogram.types import BufferedInputFile, Update
from pydantic import TypeAdapter

from bot.sandbox.blockatm import Call as GatewayCall
from bot.sandbox.telegram import Call as BotCall


def judge_bot_call(call: BotCall) -> None:
    """Read a call and its result with aiogram, which must know every field."""
    name = call.method[0].upper() + call.method[1:]
    method: type[TelegramMethod[Any]] = getattr(aiogram.methods, name)
    # A file that is attached under a name of its own is no field, but must be referred to.
    words = str(call.params)
    files = {
        field: BufferedInputFile(data, field)
        for field, data in call.files.items()
        if f"attach://{field}" not in words
    }
    read = method.model_validate(call.params | files)
    assert not read.model_extra, f"{name} has no {read.model_extra}"
    if call.status == 200:
        TypeAdapter(_result_of(method)).validate_python(call.result)


def _result_of(method: type[TelegramMethod[Any]]) -> Any:  # noqa: ANN401 - a type, of whatever kind
    returned = method.__returning__
    return list[Update] if Update in get_args(returned) else returned


def judge_signature(call: GatewayCall, public_key: bytes, openssl: str, folder: Path) -> None:
    """Verify the signature of a create call over the bytes that were sent."""
    headers = {name.casefold(): value for name, value in call.headers.items()}
    for name, content in (
        ("key.pem", public_key),
        ("body", call.body),
        ("signature", bytes.fromhex(headers["blockatm-signature-v1"])),
    ):
        (folder / name).write_bytes(content)
    subprocess.run(  # noqa: S603 - fixed words
        [openssl, "dgst", "-sha256", "-verify", "key.pem", "-signature", "signature", "body"],
        cwd=folder,
        check=True,
        capture_output=True,
    )
