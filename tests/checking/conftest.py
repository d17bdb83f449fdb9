"""Both servers of the sandbox, and the settings of a till that would speak to them."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from bot.sandbox.playground import Playground
from bot.settings import Settings

Choosing = Callable[..., Settings]


@pytest.fixture(autouse=True)
def _in_an_empty_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
async def playground() -> AsyncIterator[Playground]:
    async with Playground() as playground:
        yield playground


@pytest.fixture
def choose(playground: Playground, tmp_path: Path) -> Choosing:
    """Gives the settings, changed as told; `None` leaves one out."""

    def choose(**changes: str | None) -> Settings:
        chosen: dict[str, str | None] = {
            name.lower(): value
            for name, value in playground.settings(tmp_path / "till.db").items()
        }
        chosen |= {"owner_ids": "900", "blockatm_webhook_key": None} | changes
        given = {name: value for name, value in chosen.items() if value is not None}
        return Settings.model_validate(given)

    return choose
