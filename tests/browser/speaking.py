"""Saying in the bot's place what the till itself never says."""

import json

import aiohttp

from bot.sandbox.demo.server import Demo


async def speak(demo: Demo, **fields: object) -> object:
    """Send a message as the bot."""
    return await ask(demo, "sendMessage", **fields)


async def ask(demo: Demo, method: str, **fields: object) -> object:
    """Call a method as the bot; bytes are uploaded as `report.csv`."""
    telegram = demo.stage.telegram
    form = aiohttp.FormData()
    for name, value in fields.items():
        if isinstance(value, bytes):
            form.add_field(name, value, filename="report.csv")
        else:
            form.add_field(name, value if isinstance(value, str) else json.dumps(value))
    async with (
        aiohttp.ClientSession() as http,
        http.post(f"{telegram.url}/bot{telegram.token}/{method}", data=form) as response,
    ):
        body = await response.json()
        assert body["ok"], body
        return body["result"]
