import pytest

from bot.sandbox.telegram import InlineQuery, Person
from tests.sandbox.telegram.caller import Caller, Clock
from tests.sandbox.telegram.offers import article

TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"


@pytest.fixture
def query(alice: Person) -> InlineQuery:
    return alice.ask("25 USDT")


async def test_an_answer_says_how_long_and_for_whom_it_holds(
    caller: Caller, query: InlineQuery
) -> None:
    button = {"text": "Open the till", "start_parameter": "new"}
    await caller.get(
        "answerInlineQuery",
        inline_query_id=query.id,
        results=[article()],
        button=button,
        cache_time=5,
        is_personal=True,
        next_offset="2",
    )
    answer = await query.answered()
    assert (answer.button, answer.cache_time, answer.is_personal) == (button, 5, True)
    assert answer.next_offset == "2"


@pytest.mark.parametrize(("given", "held"), [({}, 300), ({"cache_time": 10**6}, 86400)])
async def test_an_answer_is_kept_for_at_most_a_day(
    caller: Caller, query: InlineQuery, given: dict[str, int], held: int
) -> None:
    await caller.get("answerInlineQuery", inline_query_id=query.id, results=[], **given)
    assert query.answer is not None
    assert query.answer.cache_time == held


async def test_a_query_is_answered_once_and_in_time(
    caller: Caller, query: InlineQuery, alice: Person, clock: Clock
) -> None:
    assert await caller.refusal("answerInlineQuery", inline_query_id="1", results=[]) == TOO_OLD
    await caller.get("answerInlineQuery", inline_query_id=query.id, results=[])
    late = alice.ask("later")
    clock.now += 15.1
    for asked in (query, late):
        params = {"inline_query_id": asked.id, "results": []}
        assert await caller.refusal("answerInlineQuery", **params) == TOO_OLD


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"next_offset": "x" * 65}, "NEXT_OFFSET_INVALID"),
        ({"button": {"start_parameter": "a"}}, "can't parse inline query results button"),
        ({"button": {"text": "x"}}, "can't use empty start_parameter"),
        (
            {"button": {"text": "x", "start_parameter": "a" * 65}},
            "too long start_parameter specified",
        ),
        (
            {"button": {"text": "x", "start_parameter": "a b"}},
            "unallowed characters in start_parameter are used",
        ),
        ({"button": "x"}, "object expected as button"),
    ],
    ids=str,
)
async def test_a_wrong_answer_is_refused(
    caller: Caller, query: InlineQuery, changed: dict[str, object], reason: str
) -> None:
    params: dict[str, object] = {"inline_query_id": query.id, "results": [article()]}
    refusal = await caller.refusal("answerInlineQuery", **params | changed)
    assert refusal.startswith(f"Bad Request: {reason}")
    assert query.answer is None


async def test_a_button_may_open_a_web_app(caller: Caller, query: InlineQuery) -> None:
    button = {"text": "x", "web_app": {"url": "https://example.com"}}
    await caller.get("answerInlineQuery", inline_query_id=query.id, results=[], button=button)
    assert query.answer is not None
    assert query.answer.button == button
