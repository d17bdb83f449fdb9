from bot.sandbox.telegram.refusals import bad_request, conflict, forbidden, too_many_requests


def test_each_refusal_has_its_status_and_its_word() -> None:
    refusals = [bad_request("x"), forbidden("x"), conflict("x"), too_many_requests(5)]
    assert [(refusal.status, refusal.description) for refusal in refusals] == [
        (400, "Bad Request: x"),
        (403, "Forbidden: x"),
        (409, "Conflict: x"),
        (429, "Too Many Requests: retry after 5"),
    ]


def test_parameters_are_there_only_if_there_are_any() -> None:
    assert "parameters" not in bad_request("x").as_json()
    assert too_many_requests(5).as_json()["parameters"] == {"retry_after": 5}
