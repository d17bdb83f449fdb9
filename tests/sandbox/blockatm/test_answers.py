import json
from typing import Any

from aiohttp import web

from bot.sandbox.blockatm.answers import Refusal, success


def read(response: web.Response) -> Any:  # noqa: ANN401 - any JSON at all
    assert isinstance(response.body, bytes)
    return json.loads(response.body)


def test_a_bare_answer_is_the_data_and_nothing_else() -> None:
    assert read(success([{"a": "1"}], "bare")) == [{"a": "1"}]


def test_a_wrapped_answer_carries_code_success_data_trace_and_msg() -> None:
    body = read(success([], "wrapped"))

    assert body.pop("trace")
    assert body == {"code": "200", "success": True, "data": [], "msg": ""}


def test_every_trace_is_another_one() -> None:
    assert read(success([], "wrapped"))["trace"] != read(success([], "wrapped"))["trace"]


def test_a_refusal_comes_under_http_200_unless_it_says_otherwise() -> None:
    assert Refusal("000306", "no").answer().status == 200
    assert Refusal("429", "no", 429).answer().status == 429


def test_a_refusal_wears_the_envelope() -> None:
    body = read(Refusal("000306", "the reason").answer())

    assert body.pop("trace")
    assert body == {"code": "000306", "success": False, "data": None, "msg": "the reason"}


def test_a_refusal_sends_its_headers() -> None:
    answer = Refusal("429", "no", 429, {"Retry-After": "7"}).answer()

    assert answer.headers["Retry-After"] == "7"


def test_answers_are_json() -> None:
    assert success({}, "bare").content_type == "application/json"
    assert Refusal("000101", "no").answer().content_type == "application/json"
