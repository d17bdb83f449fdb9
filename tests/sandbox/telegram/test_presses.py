from bot.sandbox.telegram import Membership, Person, Standing, TelegramServer


def test_a_press_keeps_who_what_and_when(server: TelegramServer, alice: Person) -> None:
    message = alice.write("hi")
    press = server.world.press(alice, message, "x")
    assert (press.person, press.message, press.data) == (alice, message, "x")
    assert press.pressed_at == server.world.clock()
    assert press.answer is None


def test_a_change_of_standing_names_before_and_after(alice: Person) -> None:
    change = Membership(alice.private_chat, alice, alice, Standing("member"), Standing("kicked"))
    assert (change.before.status, change.after.status) == ("member", "kicked")
