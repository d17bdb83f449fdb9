"""Judges from outside: neither knows the till or its sandbox.

aiogram's models of the Bot API read every call that the bot made and every answer it got, and
OpenSSL's command line verifies every signature.
"""

import base64
import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

import aiogram.methods
from aiogram.methods.base import TelegramMethod
from aiogram.types import BufferedInputFile, Update
from pydantic import TypeAdapter

from bot.sandbox.blockatm import Call as GatewayCall
from bot.sandbox.playground import SECRET_KEY, Playground
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


def judge_signature(call: GatewayCall, playground: Playground, openssl: str, folder: Path) -> None:
    """Verify the signature of a create call, over what its profile signs."""
    headers = {name.casefold(): value for name, value in call.headers.items()}
    if playground.gateway.profile == "v2":
        text = _pairs(call.body, headers)
        said = _openssl(openssl, "-sha256", "-hmac", SECRET_KEY, "-r", folder=folder, text=text)
        assert said.split()[0].decode() == headers["blockatm-signature-v2"]
        return
    signature = headers["blockatm-signature-v1"]
    if playground.gateway.profile == "v1":
        text, der = _pairs(call.body, headers), base64.b64decode(signature, validate=True)
    else:
        text, der = call.body, bytes.fromhex(signature)
    (folder / "key.pem").write_bytes(playground.public_key)
    (folder / "signature").write_bytes(der)
    verify = ("-sha256", "-verify", "key.pem", "-signature", "signature")
    assert _openssl(openssl, *verify, folder=folder, text=text) == b"Verified OK\n"


def _pairs(body: bytes, headers: Mapping[str, str]) -> bytes:
    """What v1 and v2 sign of a body without nesting."""
    fields = json.loads(body)
    fields.pop("sign", None)
    text = "&".join(f"{name}={fields[name]}" for name in sorted(fields))
    return f"{text}&time={headers['blockatm-request-time']}".encode()


def _openssl(openssl: str, *words: str, folder: Path, text: bytes) -> bytes:
    command = [openssl, "dgst", *words]
    done = subprocess.run(command, cwd=folder, input=text, check=True, capture_output=True)  # noqa: S603 - fixed words
    return done.stdout
