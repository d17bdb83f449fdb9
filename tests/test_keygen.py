import base64
import os
import resource
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from bot.errors import KeysNotMade
from bot.keygen import Pair, make_pair
from bot.keys import read_private_key, read_public_key
from bot.settings import Settings
from tests.tools import find_tool

NOBODY = 65534
# Tells how the file of the private key stands each time that its mode is about to be set.
WATCHED = """
import os, sys
from pathlib import Path
from bot.keygen import make_pair

def hear(event, arguments):
    if event == "os.chmod":
        now = os.fstat(arguments[0])
        print(oct(now.st_mode & 0o777), now.st_size)

os.umask(0)
sys.addaudithook(hear)
make_pair(Path(sys.argv[1]))
"""


@contextmanager
def umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


@contextmanager
def without_rights(folder: Path) -> Iterator[None]:
    """Be somebody who may look into the folder and not write there."""
    folder.chmod(0o555)
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if is_root:
            os.seteuid(0)
        folder.chmod(0o755)


def mode(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


def refusal(file: Path) -> str:
    with pytest.raises(KeysNotMade) as caught:
        make_pair(file)
    return str(caught.value)


@pytest.fixture
def pair(tmp_path: Path) -> Pair:
    return make_pair(tmp_path / "till.pem")


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077, 0o777])
def test_only_the_owner_reads_the_private_key_whatever_the_umask(
    tmp_path: Path, mask: int
) -> None:
    with umask(mask):
        pair = make_pair(tmp_path / "till.pem")
    assert (mode(pair.private), mode(pair.public)) == (0o600, 0o644)


def test_only_the_owner_reads_the_private_key_from_the_first_byte_on(tmp_path: Path) -> None:
    command = [sys.executable, "-c", WATCHED, str(tmp_path / "till.pem")]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - our own words
    assert done.stdout.splitlines() == ["0o600 0", "0o644 0"]


def test_the_files_lie_side_by_side(pair: Pair, tmp_path: Path) -> None:
    assert sorted(tmp_path.iterdir()) == [pair.private, pair.public]
    assert pair.public.name == "till.pub.pem"


@pytest.mark.parametrize(
    ("name", "public"), [("key", "key.pub.pem"), ("a.b.key", "a.b.pub.pem"), (".k", ".k.pub.pem")]
)
def test_the_public_key_is_named_after_the_private_one(
    tmp_path: Path, name: str, public: str
) -> None:
    assert make_pair(tmp_path / name).public == tmp_path / public


def test_each_pair_is_another_one(pair: Pair, tmp_path: Path) -> None:
    assert make_pair(tmp_path / "other.pem").registered != pair.registered


def test_the_line_to_register_is_the_public_key(pair: Pair) -> None:
    registered = load_der_public_key(base64.b64decode(pair.registered, validate=True))
    private = read_private_key(pair.private.read_text(encoding="utf-8"))
    assert registered == private.public_key()
    assert registered == read_public_key(pair.public.read_text(encoding="utf-8"))


def test_what_the_private_key_signs_openssl_verifies_with_the_public_one(
    pair: Pair, tmp_path: Path
) -> None:
    key = read_private_key(pair.private.read_text(encoding="utf-8"))
    (tmp_path / "body").write_bytes(b"an order")
    (tmp_path / "signature").write_bytes(key.sign(b"an order", ECDSA(SHA256())))
    command = [find_tool("openssl"), "dgst", "-sha256", "-verify", str(pair.public)]
    files = ["-signature", "signature", "body"]
    done = subprocess.run(command + files, cwd=tmp_path, capture_output=True, check=False)  # noqa: S603 - fixed words
    assert done.stdout == b"Verified OK\n"


def test_what_openssl_signs_with_the_private_key_our_public_one_verifies(
    pair: Pair, tmp_path: Path
) -> None:
    (tmp_path / "body").write_bytes(b"an order")
    command = [find_tool("openssl"), "dgst", "-sha256", "-sign", str(pair.private), "body"]
    signature = subprocess.run(command, cwd=tmp_path, capture_output=True, check=True).stdout  # noqa: S603 - fixed words
    read_public_key(pair.registered).verify(signature, b"an order", ECDSA(SHA256()))


def test_the_settings_take_the_private_key(pair: Pair) -> None:
    settings = Settings.model_validate(
        {
            "telegram_bot_token": "123456:TEST-token",
            "blockatm_api_key": "key",
            "blockatm_private_key_file": str(pair.private),
        }
    )
    assert settings.private_key.public_key() == read_public_key(pair.registered)


@pytest.mark.parametrize("name", ["till.pem", "till.pub.pem"])
def test_nothing_is_overwritten_and_nothing_else_is_made(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("precious", encoding="utf-8")
    assert refusal(tmp_path / "till.pem") == (
        f"{tmp_path / name} is there already, and no key is ever overwritten; name another file"
    )
    assert [file.name for file in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_text(encoding="utf-8") == "precious"


@pytest.mark.parametrize("name", ["till.pem", "till.pub.pem"])
@pytest.mark.parametrize("leads_somewhere", [True, False])
def test_no_link_is_followed(tmp_path: Path, name: str, *, leads_somewhere: bool) -> None:
    target = tmp_path / "elsewhere"
    if leads_somewhere:
        target.write_text("precious", encoding="utf-8")
    (tmp_path / name).symlink_to(target)
    assert "is a symbolic link, and none is followed" in refusal(tmp_path / "till.pem")
    assert (tmp_path / name).is_symlink()
    assert target.exists() == leads_somewhere
    assert not leads_somewhere or target.read_text(encoding="utf-8") == "precious"


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    told = refusal(tmp_path / "nowhere" / "till.pem")
    assert told == f"the folder {tmp_path / 'nowhere'} does not exist; make it first"


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with without_rights(tmp_path):
        told = refusal(tmp_path / "till.pem")
    file = tmp_path / "till.pem"
    assert told == f"{file} cannot be written; check who owns the folder {tmp_path}"


@pytest.mark.parametrize("name", [".", "/"])
def test_a_folder_is_no_file(name: str) -> None:
    assert "is a folder; name a file in it" in refusal(Path(name))


def test_a_folder_of_that_name_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "till.pem").mkdir()
    assert "is there already" in refusal(tmp_path / "till.pem")
    assert not list((tmp_path / "till.pem").iterdir())


def test_the_half_is_taken_away_when_the_other_cannot_be_written(tmp_path: Path) -> None:
    # A name that a file system takes, while that of the public key is too long for it.
    assert "cannot be written: File name too long" in refusal(tmp_path / f"{'k' * 249}.pem")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("room", [0, 100])
def test_a_key_that_does_not_fit_is_taken_away(tmp_path: Path, room: int) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, before[1]))
    try:
        told = refusal(tmp_path / "till.pem")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert told.endswith("cannot be written: File too large")
    assert not list(tmp_path.iterdir())
