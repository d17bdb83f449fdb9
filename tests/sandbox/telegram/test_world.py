from bot.sandbox.telegram import Group, Person, TelegramServer


def test_a_person_is_made_once(server: TelegramServer, alice: Person) -> None:
    assert server.person(101, "Somebody else") is alice


def test_a_group_is_made_once(server: TelegramServer, shop: Group) -> None:
    assert server.group(-100500, "Another") is shop


def test_supergroups_count_their_messages_alone(
    server: TelegramServer, alice: Person, bob: Person, shop: Group
) -> None:
    basic = server.group(-77, "Basic", members=[alice])
    ids = [
        alice.write("a").message_id,
        bob.write("b").message_id,
        alice.write("c", chat=basic).message_id,
        alice.write("d", chat=shop).message_id,
        alice.write("e", chat=shop).message_id,
    ]
    assert ids == [1, 2, 3, 2, 3]


def test_an_edit_is_counted_and_timed(server: TelegramServer, alice: Person) -> None:
    message = alice.write("a")
    alice.edit(message, "b")
    alice.edit(message, "c")
    assert (message.text, message.edited) == ("c", 2)
    assert message.edited_at == int(server.world.clock())
