"""How deep JSON of others may go: what is read here must be spelled out again in logs."""

from collections.abc import Collection

DEEPEST = 50


def is_too_deep(value: object) -> bool:
    """Whether lists and objects lie in one another deeper than any document of the gateway's.

    Python reads what lies some hundreds of levels deep, and then cannot always write it.
    """
    level: list[object] = [value]
    for _ in range(DEEPEST):
        level = [inner for each in level for inner in _inside(each)]
        if not level:
            return False
    return True


def _inside(value: object) -> Collection[object]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()
