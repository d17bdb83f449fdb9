from bot.sandbox.telegram import Person, TelegramServer
from bot.sandbox.telegram.chats import Chat


def test_a_private_chat_carries_the_names_of_its_person(alice: Person, bob: Person) -> None:
    view = {"id": 101, "type": "private", "first_name": "Alice", "username": "alice"}
    assert alice.private_chat.as_json() == view
    assert "username" not in bob.private_chat.as_json()


def test_a_chat_says_what_it_is() -> None:
    assert Chat(5, "private").as_json() == {"id": 5, "type": "private"}


def test_a_deleted_message_lives_no_more(server: TelegramServer, alice: Person) -> None:
    message = alice.write("hi")
    assert alice.private_chat.living(message.message_id) is message
    server.world.delete(message)
    assert alice.private_chat.living(message.message_id) is None
    assert alice.private_chat.living(None) is None
