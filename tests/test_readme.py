"""What the README tells an admin to type, as far as it can be tried here."""

import asyncio
import os
import re
import shutil
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from bot.cli import main
from bot.sandbox.playground import Playground
from bot.settings import Settings
from storage.integrity import find_damage
from storage.migrations import schema_of
from storage.sqlite import Database
from tests.orders import another, open_books
from tests.tools import find_tool

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
LIVE = README[README.index("## Going live") : README.index("## Settings")]
HOME, BACKUPS, PYTHON = "/var/lib/tillbot", "/var/backups", "/opt/tillbot/.venv/bin/python"


def section(title: str) -> str:
    """The text under a heading of the part on going live."""
    return LIVE.split(f"### {title}\n", 1)[1].split("\n### ", 1)[0]


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^ *```{language}\n(.+?)\n *```$", text, re.DOTALL | re.MULTILINE)


def test_every_command_that_is_named_exists() -> None:
    named = re.findall(
        r"python -m bot (\w+)|/var/lib/tillbot tillbot (\w+)$", README, re.MULTILINE
    )
    commands = {command for pair in named for command in pair if command}
    assert {"run", "check", "keygen", "demo"} <= commands <= set(main.commands)


def test_every_setting_that_is_named_exists() -> None:
    in_text = re.findall(r"`([A-Z]+_[A-Z_]+)(?:=[^`]*)?`", README)
    in_files = [name for block in blocks(README, "dotenv") for name in _names(block)]
    assert in_files
    unknown = {name for name in in_text + in_files if name.lower() not in Settings.model_fields}
    assert not unknown


def _names(block: str) -> list[str]:
    return [line.partition("=")[0] for line in block.splitlines()]


def test_every_module_that_is_named_exists() -> None:
    for name in re.findall(r"python -m ((?:bot|tests)\.[\w.]+\w)", README):
        path = ROOT.joinpath(*name.split("."))
        assert path.with_suffix(".py").exists() or (path / "__main__.py").exists(), name


def test_every_section_that_is_linked_exists() -> None:
    headings = re.findall(r"^#+ (.+)$", README, re.MULTILINE)
    anchors = {re.sub(r"[^a-z0-9 -]", "", title.lower()).replace(" ", "-") for title in headings}
    assert set(re.findall(r"\]\(#([^)]+)\)", README)) <= anchors


def test_every_file_that_is_linked_exists() -> None:
    for target in re.findall(r"\]\((?!https?:|#)([^)]+)\)", README):
        assert (ROOT / target).exists(), target


def test_each_table_row_has_as_many_cells_as_its_head() -> None:
    for table in re.findall(r"(?:^\|.*\n)+", README, re.MULTILINE):
        assert len({len(re.findall(r"(?<!\\)\|", row)) for row in table.splitlines()}) == 1


def test_the_unit_is_one_that_systemd_takes(tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("systemd-analyze is not installed, only a machine with systemd has it")
    [unit] = blocks(section("The service"), "ini")
    file = tmp_path / "tillbot.service"
    file.write_text(unit.replace(PYTHON, sys.executable), encoding="utf-8")
    done = subprocess.run([analyze, "verify", file], capture_output=True, text=True, check=False)  # noqa: S603 - our own file
    assert (done.returncode, done.stderr) == (0, "")


def test_the_unit_gives_a_stop_more_time_than_the_till_takes() -> None:
    [unit] = blocks(section("The service"), "ini")
    assert int(unit.split("TimeoutStopSec=")[1].split()[0]) >= 20
    assert "--stop-timeout 20" in section("Or a container")


def containerfile() -> str:
    [found] = blocks(section("Or a container"), "dockerfile")
    return found


def test_what_the_container_copies_exists() -> None:
    copied = [line.split()[1:-1] for line in containerfile().splitlines() if "COPY" in line]
    assert copied
    assert all((ROOT / name).exists() for names in copied for name in names)


def test_the_container_is_not_run_by_root_and_installs_what_is_locked() -> None:
    lines = containerfile().splitlines()
    assert lines.index("USER tillbot") < lines.index('CMD ["run"]')
    assert any("--require-hashes -r requirements.lock" in line for line in lines)


class Health(BaseHTTPRequestHandler):
    """A till that is well, or not."""

    status = 200

    def do_GET(self) -> None:
        self.send_response(self.status if self.path == "/healthz" else 404)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.mark.parametrize(("status", "is_well"), [(200, True), (503, False)])
def test_the_containers_look_at_its_health_tells_well_from_ill(
    monkeypatch: pytest.MonkeyPatch, status: int, *, is_well: bool
) -> None:
    monkeypatch.setattr(Health, "status", status)
    server = HTTPServer(("127.0.0.1", 0), Health)
    thread = Thread(target=server.serve_forever)
    thread.start()
    [code] = re.findall(r'"-c", "(.+)"\]', containerfile())
    code = code.replace("8080", str(server.server_port))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)  # noqa: S603 - our own words
    server.shutdown()
    thread.join()
    server.server_close()
    assert (done.returncode == 0) == is_well


@pytest.mark.parametrize("language", ["caddy", "nginx"])
def test_only_the_webhooks_and_the_sign_of_life_are_public(language: str) -> None:
    [proxy] = blocks(section("Webhooks"), language)
    for path in ("telegram/webhook", "blockatm/webhook", "healthz"):
        assert path in proxy
    assert "metrics" not in proxy
    assert "readyz" not in proxy
    assert "404" in proxy


def test_a_file_of_settings_is_read_by_nobody_else() -> None:
    for block in blocks(LIVE, "sh"):
        for line in block.splitlines():
            assert ".env.example" not in line or "-m 600" in line


STUBS = {
    "systemctl": "exit 0",
    "chown": "exit 0",
    "runuser": 'while [ "$1" != -- ]; do shift; done; shift; exec "$@"',
}


class Machine:
    """A server of its own: its folders are here, and its service manager does nothing."""

    def __init__(self, folder: Path, settings: dict[str, str]) -> None:
        self.home, self.backups, self._bin = (folder / n for n in ("home", "backups", "bin"))
        for made in (self.home, self.backups, self._bin):
            made.mkdir()
        for name, code in STUBS.items():
            (self._bin / name).write_text(f"#!/bin/sh\n{code}\n", encoding="utf-8")
            (self._bin / name).chmod(0o755)
        self._settings = settings

    async def type(self, commands: str) -> str:
        """What an admin types, line by line; the first line that fails ends it."""
        for there, here in ((HOME, self.home), (BACKUPS, self.backups), (PYTHON, sys.executable)):
            commands = commands.replace(there, str(here))
        path = f"{self._bin}:{os.environ['PATH']}"
        process = await asyncio.create_subprocess_exec(
            "sh",
            "-euc",
            commands,
            env={**os.environ, **self._settings, "PATH": path},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said, _ = await process.communicate()
        assert process.returncode == 0, said.decode()
        return said.decode()


async def test_a_database_is_saved_while_it_is_written_and_restored(tmp_path: Path) -> None:
    find_tool("sqlite3")
    save, restore = blocks(section("Backup and restore"), "sh")
    async with Playground() as playground:
        settings = playground.settings(Path("tillbot.db")) | {"OWNER_IDS": "900"}
        machine = Machine(tmp_path, settings)
        async with open_books(machine.home / "tillbot.db") as books:
            await books.keep(another(1))
            async with books.database.transaction() as tx:
                await tx.change("UPDATE orders SET payer_id = 7")
                await machine.type(save)
            await books.keep(another(2))
        said = await machine.type(restore)
    assert "The till is ready" in said
    file = machine.home / "tillbot.db"
    assert find_damage(file, 30) == []
    database = await Database.open(file)
    rows = await database.rows("SELECT number, payer_id FROM orders")
    schema = await schema_of(database)
    await database.close()
    # What was not committed when the copy was made is not in it, nor is what came after.
    assert [tuple(row) for row in rows] == [(another(1).number, 101)]
    assert schema.applied == schema.newest
    assert (machine.home / "old" / "tillbot.db").exists()
    assert file.stat().st_mode & 0o777 == 0o600
