import pytest

from bot.sandbox.demo.cast import GROUP_ID, Cast, room_of
from bot.sandbox.telegram import TelegramServer


def test_everybody_whom_the_till_serves_is_there(cast: Cast) -> None:
    assert [(each.key, each.role) for each in cast.personas] == [
        ("alice", "customer"),
        ("bob", "customer"),
        ("mia", "merchant"),
        ("gus", "group admin"),
        ("ann", "anonymous admin"),
        ("olga", "owner"),
    ]


def test_each_has_a_private_chat_and_the_group_has_topics(cast: Cast) -> None:
    titles = [room.title for room in cast.rooms]
    assert titles == [
        "Alice", "Bob", "Mia", "Gus", "Ann", "Olga", "General", "Payments", "Chit-chat",
        "Friends",
    ]  # fmt: skip
    assert len({room.key for room in cast.rooms}) == len(titles)


def test_one_group_is_without_the_bot(cast: Cast) -> None:
    assert [room.title for room in cast.rooms if not room.has_bot] == ["Friends"]
    assert not cast.circle.has_bot
    assert cast.circle.members == cast.group.members


def test_only_the_admins_are_admins(cast: Cast) -> None:
    names = [cast.group.members[admin].first_name for admin in cast.group.admins]
    assert names == ["Gus", "Ann"]


def test_a_message_is_in_the_room_where_it_was_written(
    telegram: TelegramServer, cast: Cast
) -> None:
    alice = cast.persona("alice").person
    private, general, payments = cast.rooms[0], cast.rooms[6], cast.rooms[7]
    assert room_of(alice.write("x")) == private.key
    assert room_of(alice.write("x", chat=cast.group)) == general.key
    in_topic = alice.write("x", chat=cast.group, topic=payments.thread_id)
    assert room_of(in_topic) == payments.key
    assert in_topic.chat_id == GROUP_ID
    assert telegram.messages(GROUP_ID)[-1] is in_topic


def test_who_is_not_there_cannot_be_played(cast: Cast) -> None:
    with pytest.raises(ValueError, match="Nobody here is called «eve»"):
        cast.persona("eve")
