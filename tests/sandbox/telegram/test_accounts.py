from bot.sandbox.telegram.accounts import ANONYMOUS_ADMIN, Account


def test_a_user_without_names_leaves_them_out() -> None:
    assert Account(7, "Eve").as_json() == {"id": 7, "is_bot": False, "first_name": "Eve"}


def test_a_user_carries_name_and_language() -> None:
    view = Account(7, "Eve", "eve", "de").as_json()
    assert (view["username"], view["language_code"]) == ("eve", "de")


def test_the_anonymous_admin_is_the_bot_that_telegram_shows() -> None:
    view = ANONYMOUS_ADMIN.as_json()
    assert (view["id"], view["is_bot"]) == (1087968824, True)
