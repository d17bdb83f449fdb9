"""`python -m bot keygen`: a fresh key pair in two files, nothing ever overwritten."""

import os
from contextlib import ExitStack
from dataclasses import dataclass
from errno import EACCES, EEXIST, ENOENT, ENOTDIR, EPERM, EROFS
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from bot.errors import KeysNotMade
from bot.keys import as_registered

ONLY_MINE = 0o600
FOR_ALL = 0o644
# O_EXCL makes the file or fails, also on a symbolic link that leads nowhere (open(2)).
FRESH = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC


@dataclass(frozen=True, slots=True)
class Pair:
    """What was made.

    Attributes:
        private: the file of the private key.
        public: the file of the public key.
        registered: the public key as the gateway wants it.
    """

    private: Path
    public: Path
    registered: str


def make_pair(private: Path) -> Pair:
    """Make a P-256 pair, the private key in PKCS#8 PEM, the public key beside it.

    Raises:
        KeysNotMade: a file is there already or cannot be written; then neither was made.
    """
    if not private.name:
        raise KeysNotMade(f"{private} is a folder; name a file in it, such as till.pem")
    public = private.with_suffix(".pub.pem")
    key = generate_private_key(SECP256R1())
    for file in (private, public):
        if os.path.lexists(file):
            raise KeysNotMade(_is_there(file))
    with ExitStack() as unfinished:
        _write(private, _private_pem(key), ONLY_MINE)
        unfinished.callback(private.unlink)
        _write(public, _public_pem(key), FOR_ALL)
        unfinished.pop_all()
    return Pair(private, public, as_registered(key.public_key()))


def _private_pem(key: EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _public_pem(key: EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def _write(path: Path, content: bytes, mode: int) -> None:
    """Write a new file; half a file is taken away again."""
    try:
        descriptor = os.open(path, FRESH, mode)
        with ExitStack() as unfinished, os.fdopen(descriptor, "wb") as file:
            unfinished.callback(path.unlink)
            # The umask may have taken rights away, from the owner too; it never gives any.
            os.fchmod(descriptor, mode)
            file.write(content)
            file.flush()
            os.fsync(descriptor)
            unfinished.pop_all()
    except OSError as error:
        raise KeysNotMade(_words(path, error)) from None


def _words(path: Path, error: OSError) -> str:
    match error.errno:
        case code if code == EEXIST:
            return _is_there(path)
        case code if code in {ENOENT, ENOTDIR}:
            return f"the folder {path.parent} does not exist; make it first"
        case code if code in {EACCES, EPERM, EROFS}:
            return f"{path} cannot be written; check who owns the folder {path.parent}"
        case _:
            return f"{path} cannot be written: {error.strerror}"


def _is_there(path: Path) -> str:
    if path.is_symlink():
        return f"{path} is a symbolic link, and none is followed; name another file"
    return f"{path} is there already, and no key is ever overwritten; name another file"
