from bot.sandbox.telegram import TelegramServer
from bot.sandbox.telegram.api import Told


def test_a_fresh_server_has_no_menus_and_no_descriptions(server: TelegramServer) -> None:
    assert server.api.menus == {}
    assert server.api.blurbs == {}


def test_a_result_can_come_with_a_sentence() -> None:
    assert Told(True, "Webhook was set").description == "Webhook was set"
