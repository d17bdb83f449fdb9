"""The method that says where a stored file can be had, and the file itself."""

from bot.sandbox.telegram.accounts import JsonObject
from bot.sandbox.telegram.api import Api
from bot.sandbox.telegram.calls import Call
from bot.sandbox.telegram.refusals import bad_request


def get_file(api: Api, call: Call) -> JsonObject:
    """Return the object `File`, whose path leads to the download."""
    picture = api.world.pictures.get(call.text("file_id"))
    if picture is None:
        raise bad_request("invalid file_id")
    return {
        "file_id": picture.file_id,
        "file_unique_id": picture.file_unique_id,
        "file_size": len(picture.content),
        "file_path": picture.path,
    }


def read_file(api: Api, path: str) -> bytes | None:
    """Return the bytes behind a `file_path`."""
    stored = {picture.path: picture.content for picture in api.world.pictures.values()}
    return stored.get(path)
