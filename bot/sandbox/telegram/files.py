"""The method that says where a stored file can be had, and the file itself."""

from bot.sandbox.telegram.accounts import JsonObject
from bot.sandbox.telegram.api import Api
from bot.sandbox.telegram.calls import Call
from bot.sandbox.telegram.messages import Document, Picture
from bot.sandbox.telegram.refusals import bad_request

BIGGEST_DOWNLOAD = 20 * 1024 * 1024


def get_file(api: Api, call: Call) -> JsonObject:
    """Return the object `File`, whose path leads to the download."""
    file_id, world = call.text("file_id"), api.world
    file = world.pictures.get(file_id) or world.documents.get(file_id)
    if file is None:
        raise bad_request("invalid file_id")
    if len(file.content) > BIGGEST_DOWNLOAD:
        raise bad_request("file is too big")
    return {
        "file_id": file.file_id,
        "file_unique_id": file.file_unique_id,
        "file_size": len(file.content),
        "file_path": file.path,
    }


def read_file(api: Api, path: str) -> bytes | None:
    """Return the bytes behind a `file_path`."""
    every: list[Picture | Document] = [*api.world.pictures.values(), *api.world.documents.values()]
    return next((file.content for file in every if file.path == path), None)
