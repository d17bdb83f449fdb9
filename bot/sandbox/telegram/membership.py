"""The methods that ask who is where."""

from bot.sandbox.telegram.accounts import ANONYMOUS_ADMIN, Account, JsonObject
from bot.sandbox.telegram.addressing import find_chat
from bot.sandbox.telegram.api import Api
from bot.sandbox.telegram.calls import Call
from bot.sandbox.telegram.chats import Chat
from bot.sandbox.telegram.groups import Group
from bot.sandbox.telegram.presses import Standing
from bot.sandbox.telegram.refusals import bad_request
from bot.sandbox.telegram.views import full_chat_json, member_json


def get_me(api: Api, _: Call) -> JsonObject:
    """Return the bot itself."""
    return api.world.bot.as_json() | {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": api.world.inline.is_on,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
        "allows_users_to_create_topics": False,
        "can_manage_bots": False,
    }


def get_chat(api: Api, call: Call) -> JsonObject:
    """Return everything about a chat."""
    return full_chat_json(find_chat(api, call))


def get_chat_member(api: Api, call: Call) -> JsonObject:
    """Return somebody's standing in a chat."""
    chat = find_chat(api, call)
    user_id = call.number("user_id")
    if not user_id:
        raise bad_request("invalid user_id specified")
    world = api.world
    known: dict[int, Account] = {account.id: account for account in (world.bot, ANONYMOUS_ADMIN)}
    account = (known | world.people).get(user_id)
    if account is None:
        raise bad_request("user not found")
    return _member(chat, account)


def get_chat_administrators(api: Api, call: Call) -> list[JsonObject]:
    """Return the admins of a group, other bots aside."""
    group = _find_group(api, call)
    people = [_member(group, group.members[admin]) for admin in group.admins]
    own = [_member(group, api.world.bot)] if group.bot_status == "administrator" else []
    return people + own


def leave_chat(api: Api, call: Call) -> bool:
    """Go out of a group."""
    chat = find_chat(api, call)
    if not isinstance(chat, Group):
        raise bad_request("chat member status can't be changed in private chats")
    chat.let_bot_leave()
    return True


def get_chat_member_count(api: Api, call: Call) -> int:
    """Return how many are in a chat, the bot among them."""
    chat = find_chat(api, call)
    return 1 + (len(chat.members) if isinstance(chat, Group) else 1)


def _find_group(api: Api, call: Call) -> Group:
    chat = find_chat(api, call)
    if not isinstance(chat, Group):
        raise bad_request("there are no administrators in the private chat")
    return chat


def _member(chat: Chat, account: Account) -> JsonObject:
    if isinstance(chat, Group):
        return member_json(account, chat.standing_of(account))
    is_there = account.is_bot or account.id == chat.id
    return member_json(account, Standing("member" if is_there else "left"))
