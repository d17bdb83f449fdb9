from hypothesis import given
from hypothesis import strategies as st

from bot.charts.chart import WORDS, Chart, Labels, from_json, to_json
from tests.charts.making import PERSIAN, a_chart

texts = st.lists(st.text()).map(tuple)
labels = st.builds(Labels, st.fixed_dictionaries(dict.fromkeys(WORDS, st.text())), texts, texts)
bars = st.lists(st.lists(st.integers(0, 10**25)).map(tuple)).map(tuple)


@given(st.builds(Chart, bars, labels, labels))
def test_a_chart_arrives_as_it_was_sent(chart: Chart) -> None:
    assert from_json(to_json(chart)) == chart


def test_everything_that_is_read_needs_a_font() -> None:
    found = list(a_chart((1, 2), words=PERSIAN).labels.texts)
    assert {*PERSIAN.values(), "USDT · 1,234", "1", "2"} == set(found)
