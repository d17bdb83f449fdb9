import pytest

from bot.errors import GatewayBusy, GatewayMisunderstood
from bot.gateway.pages import MOST_PAGES, Page, ask_page, read_page, read_pages
from tests.gateway.scripted import Asked, Said, Script, Scripted, gather, wrapped

LIST = "/orders"


def names(count: int) -> list[object]:
    return [f"g{number}" for number in range(count)]


def paged(records: list[object], size: int = 20, total: object = None) -> Script:
    """A list that comes in pages, of `size` unless asked otherwise."""

    def script(asked: Asked) -> object:
        number = int(asked.query.get("page", "1"))
        length = int(asked.query.get("pageSize", str(size)))
        page = records[(number - 1) * length : number * length]
        said = len(records) if total is None else total
        return wrapped({"list": page, "total": said, "page": number, "pageSize": length})

    return script


async def all_pages(scripted: Scripted) -> tuple[list[object], list[bool]]:
    """All records, and what each page said of being the last."""
    pages: list[tuple[Page, bool]] = []
    await gather(read_pages(scripted.transport, LIST), pages)
    return _records(pages), [is_last for _, is_last in pages]


def _records(pages: list[tuple[Page, bool]]) -> list[object]:
    return [record for page, _ in pages for record in page.records]


@pytest.mark.parametrize(
    ("answer", "page"),
    [
        (None, Page([], 0)),
        ([], Page([], 0)),
        (["a", "b"], Page(["a", "b"], 2)),
        ({"orderId": "a"}, Page([{"orderId": "a"}], 1)),
        ({"list": ["a"], "total": 21}, Page(["a"], 21)),
        ({"list": ["a"], "total": "21"}, Page(["a"], 21)),
        ({"list": None, "total": 0}, Page([], 0)),
        ({"list": ["a", "b"], "total": 1}, Page(["a", "b"], 2)),
        ({"list": ["a"]}, Page(["a"], 1)),
    ],
)
def test_a_page_is_read_however_the_list_comes(answer: object, page: Page) -> None:
    assert read_page(answer) == page


@pytest.mark.parametrize("total", [None, -5, 1.5, "many", "", True, [], {}, "9" * 10, "٣"])
def test_a_total_that_is_none_is_what_stands_on_the_page(total: object) -> None:
    assert read_page({"list": ["a"], "total": total}) == Page(["a"], 1)


@pytest.mark.parametrize("answer", ["", "a", 0, 5, True, {"list": "a"}, {"list": {}}, {"list": 0}])
def test_what_is_no_page_is_misunderstood(answer: object) -> None:
    with pytest.raises(GatewayMisunderstood):
        read_page(answer)


@pytest.mark.parametrize(
    ("count", "total", "pages"),
    [(0, 0, 1), (0, 50, 1), (20, 20, 1), (20, 21, 2), (100, 5000, 50), (50, 501, 11), (3, 3, 1)],
)
def test_a_first_page_tells_how_many_there_are(count: int, total: int, pages: int) -> None:
    assert Page(names(count), total).pages == pages


async def test_a_page_is_asked_for_beside_what_else_is_asked(scripted: Scripted) -> None:
    scripted.script = paged(names(3))
    page = await ask_page(scripted.transport, LIST, {"status": "A&B C", "startTime": "5"}, 1)
    assert page == Page(names(3), 3)
    (asked,) = scripted.asked
    assert (asked.method, asked.path) == ("GET", LIST)
    assert asked.query == {
        "status": "A&B C",
        "startTime": "5",
        "page": "1",
        "pageSize": "100",
    }


@pytest.mark.parametrize("count", [0, 1, 20])
async def test_a_list_of_one_page_is_asked_for_as_the_reference_says(
    scripted: Scripted, count: int
) -> None:
    for script in (paged(names(count)), lambda _: names(count)):
        scripted.asked.clear()
        scripted.script = script
        assert await all_pages(scripted) == (names(count), [True])
        assert [asked.query for asked in scripted.asked] == [{}]


@pytest.mark.parametrize("size", [1, 20, 50, 100])
@pytest.mark.parametrize("more", [0, 1, 7])
async def test_a_list_of_many_pages_is_read_whole_in_its_own_size(
    scripted: Scripted, size: int, more: int
) -> None:
    records = names(3 * size + more % size)
    scripted.script = paged(records, size)
    read, lasts = await all_pages(scripted)
    assert read == records
    assert lasts == [False] * (len(lasts) - 1) + [True]
    assert len(scripted.asked) == len(lasts) == -(-len(records) // size)


async def test_a_list_that_has_less_than_it_says_ends_with_an_empty_page(
    scripted: Scripted,
) -> None:
    scripted.script = paged(names(45), total=1000)
    read, lasts = await all_pages(scripted)
    assert read == names(45)
    assert lasts == [False, False, False, True]


async def test_a_page_that_is_shorter_than_the_others_does_not_end_the_list(
    scripted: Scripted,
) -> None:
    whole = paged(names(60))

    def script(asked: Asked) -> object:
        answer = whole(asked)
        assert isinstance(answer, dict)
        if asked.query.get("page") == "2":
            answer["data"]["list"] = answer["data"]["list"][:5]
        return answer

    scripted.script = script
    read, lasts = await all_pages(scripted)
    assert read == names(25) + names(60)[40:]
    assert lasts[-1]


async def test_a_total_that_grows_meanwhile_is_followed(scripted: Scripted) -> None:
    records = names(25)
    whole = paged(records)

    def script(asked: Asked) -> object:
        if asked.query.get("page") == "2":
            records.extend(names(65)[25:])
        return whole(asked)

    scripted.script = script
    assert await all_pages(scripted) == (names(65), [False, False, False, True])


async def test_a_list_that_says_one_page_again_and_again_is_misunderstood(
    scripted: Scripted,
) -> None:
    scripted.script = lambda _: {"list": names(20), "total": 1000}
    with pytest.raises(GatewayMisunderstood, match="page 2 of a list is the one before it again"):
        await all_pages(scripted)
    assert len(scripted.asked) == 2


async def test_an_endless_list_is_misunderstood_before_it_takes_the_whole_minute(
    scripted: Scripted,
) -> None:
    scripted.script = lambda asked: {"list": [asked.query.get("page", "1")], "total": 10**8}
    with pytest.raises(GatewayMisunderstood, match="more than 50 pages"):
        await all_pages(scripted)
    assert len(scripted.asked) == MOST_PAGES == 50


async def test_what_was_read_before_a_failure_was_given(scripted: Scripted) -> None:
    whole = paged(names(60))
    scripted.script = lambda asked: (
        Said(429, {}) if asked.query.get("page") == "3" else whole(asked)
    )
    pages: list[tuple[Page, bool]] = []
    with pytest.raises(GatewayBusy):
        await gather(read_pages(scripted.transport, LIST), pages)
    assert _records(pages) == names(40)
    assert not [page for page, is_last in pages if is_last]
