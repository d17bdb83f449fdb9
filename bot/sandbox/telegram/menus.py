"""The methods for what the bot shows of itself: command menus and descriptions."""

import re

from bot.sandbox.telegram.accounts import JsonObject
from bot.sandbox.telegram.addressing import find_chat
from bot.sandbox.telegram.api import Api
from bot.sandbox.telegram.calls import Call
from bot.sandbox.telegram.chats import Chat
from bot.sandbox.telegram.entities import units
from bot.sandbox.telegram.groups import Group
from bot.sandbox.telegram.people import Person
from bot.sandbox.telegram.refusals import bad_request

MOST_COMMANDS = 100
LONGEST_DESCRIPTION = 256
_WIDE_SCOPES = {
    "all_chat_administrators",
    "all_group_chats",
    "all_private_chats",
    "default",
}
_CHAT_SCOPES = {"chat", "chat_administrators", "chat_member"}
_LONGEST_BLURB = {"description": 512, "short_description": 120}


def set_my_commands(api: Api, call: Call) -> bool:
    """Show a menu of commands to those of a scope and a language."""
    commands = call.records("commands")
    if len(commands) > MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    menu = [_command(command) for command in commands]
    api.menus[_key(api, call)] = menu
    return True


def get_my_commands(api: Api, call: Call) -> list[JsonObject]:
    """Return the menu of exactly this scope and language."""
    return api.menus.get(_key(api, call), [])


def delete_my_commands(api: Api, call: Call) -> bool:
    """Take a menu away."""
    api.menus.pop(_key(api, call), None)
    return True


def menu_for(api: Api, chat: Chat, person: Person) -> list[JsonObject]:
    """Return the menu that a person sees in a chat: that of the narrowest scope that has one.

    The order of scopes is that of the Bot API ("Determining list of commands").
    """
    languages = [person.language_code, ""] if person.language_code else [""]
    for scope in _scopes(chat, person):
        for language in languages:
            if (scope, language) in api.menus:
                return api.menus[scope, language]
    return []


def _scopes(chat: Chat, person: Person) -> list[str]:
    """Return the scopes that hold for a person in a chat, the narrowest first."""
    if not isinstance(chat, Group):
        return [f"chat:{chat.id}", "all_private_chats", "default"]
    is_admin = person.id in chat.admins
    return [
        f"chat_member:{chat.id}:{person.id}",
        *([f"chat_administrators:{chat.id}"] if is_admin else []),
        f"chat:{chat.id}",
        *(["all_chat_administrators"] if is_admin else []),
        "all_group_chats",
        "default",
    ]


def set_my_description(api: Api, call: Call) -> bool:
    """Set what an empty chat with the bot shows."""
    return _set_blurb(api, call, "description")


def set_my_short_description(api: Api, call: Call) -> bool:
    """Set what the bot's profile shows."""
    return _set_blurb(api, call, "short_description")


def get_my_description(api: Api, call: Call) -> JsonObject:
    """Return what an empty chat with the bot shows."""
    return _blurb(api, call, "description")


def get_my_short_description(api: Api, call: Call) -> JsonObject:
    """Return what the bot's profile shows."""
    return _blurb(api, call, "short_description")


def _set_blurb(api: Api, call: Call, name: str) -> bool:
    if units(call.text(name)) > _LONGEST_BLURB[name]:
        raise bad_request(f"BOT_{name.upper()}_TOO_LONG")
    api.blurbs[name, _language(call)] = call.text(name)
    return True


def _blurb(api: Api, call: Call, name: str) -> JsonObject:
    usual = api.blurbs.get((name, ""), "")
    return {name: api.blurbs.get((name, _language(call)), usual)}


def _command(command: JsonObject) -> JsonObject:
    name = str(command.get("command", "")).removeprefix("/")
    description = str(command.get("description", ""))
    if not re.fullmatch(r"[a-z0-9_]{1,32}", name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= units(description.strip()) <= LONGEST_DESCRIPTION:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description}


def _key(api: Api, call: Call) -> tuple[str, str]:
    return _scope(api, call.record("scope") or {"type": "default"}), _language(call)


def _scope(api: Api, scope: JsonObject) -> str:
    """Return a scope as one word: `default`, `chat:-100500`, `chat_member:-100500:101`."""
    kind = str(scope.get("type"))
    if kind in _WIDE_SCOPES:
        return kind
    if kind not in _CHAT_SCOPES:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    chat = find_chat(api, Call("", params={"chat_id": scope.get("chat_id", "")}))
    person = f":{scope.get('user_id', '')}" if kind == "chat_member" else ""
    return f"{kind}:{chat.id}{person}"


def _language(call: Call) -> str:
    code = call.text("language_code")
    if code and not re.fullmatch(r"[a-z]{2}", code):
        raise bad_request("invalid language code specified")
    return code
