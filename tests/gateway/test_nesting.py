import json

import pytest

from bot.gateway.nesting import DEEPEST, is_too_deep


@pytest.mark.parametrize("depth", [0, 1, DEEPEST - 1])
def test_what_a_document_could_hold_is_not_too_deep(depth: int) -> None:
    assert not is_too_deep(json.loads("[" * depth + "1" + "]" * depth))
    assert not is_too_deep(json.loads('{"a":' * depth + "1" + "}" * depth))


@pytest.mark.parametrize("depth", [DEEPEST, DEEPEST + 1, 900])
def test_what_is_deeper_is_too_deep_wherever_it_lies(depth: int) -> None:
    nest = "[" * depth + "1" + "]" * depth
    for text in (nest, f'[1, {{"a": {nest}}}, {{}}]', '{"a":' * depth + "1" + "}" * depth):
        assert is_too_deep(json.loads(text))


def test_width_is_no_depth() -> None:
    assert not is_too_deep([[{"a": [[]] * 1000}] * 100, {str(key): [] for key in range(1000)}])
