"""The house itself: what every change must leave as it is."""

import re
import subprocess
import sys
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from bot.settings import Settings

ROOT = Path(__file__).parent.parent
MODULES = sorted(
    path.relative_to(ROOT)
    for folder in ("bot", "storage")
    for path in (ROOT / folder).rglob("*.py")
)
LONGEST = 250

# Modules without a mirror: what they do can only be seen in the whole program, or is no code.
WITHOUT_MIRROR = {
    "bot/__main__.py": "flows start the program through it",
    "bot/app.py": "every flow runs it",
    "bot/books.py": "every flow runs it",
    "bot/cases.py": "every flow runs it",
    "bot/chat/bookkeeping.py": "declarations",
    "bot/chat/application.py": "every flow runs it",
    "bot/chat/desk.py": "tests/chat/conftest.py makes it for every test of a handler",
    "bot/checking/running.py": "tests/flows/test_checking.py",
    "bot/cli.py": "tests/flows/test_starting.py, test_checking.py and test_demo.py run it",
    "bot/credentials.py": "every flow signs with it",
    "bot/doors.py": "tests/flows/test_doors.py and test_webhook_mode.py",
    "bot/errors.py": "declarations",
    "bot/gateway/chains.py": "a table; the sandbox checks each entry that is used",
    "bot/payments/ports.py": "Protocols",
    "bot/payments/refusals.py": "declarations",
    "bot/payments/vitals.py": "declarations",
    "bot/running.py": "every flow runs it",
    "bot/sandbox/demo/running.py": "tests/flows/test_demo.py",
    "bot/sandbox/demo/stage.py": "tests/sandbox/demo/test_server.py and tests/browser",
    "bot/sandbox/blockatm/routes.py": "declarations; every dialect is made of them",
    "bot/sandbox/__main__.py": "tests/flows/test_sandbox.py",
    "bot/sandbox/console.py": "tests/flows/test_sandbox.py",
    "bot/chat/topics.py": "tests/chat/test_telling.py",
    "bot/chat/paying.py": "tests/chat/test_invoicing.py",
    "bot/payments/invoice.py": "declarations; tests/payments/test_billing.py",
    "bot/sandbox/playground.py": "every flow runs it",
    "bot/sandbox/process.py": "every flow runs it",
    "storage/invoice_rows.py": "tests/storage/test_invoices.py",
    "storage/tables.py": "every flow runs it",
    "bot/sandbox/transcript.py": "tests/flows/test_demo.py",
    "bot/sandbox/walk.py": "tests/flows/test_demo.py",
}


def mirror_of(module: Path) -> Path:
    inside = module.relative_to("bot") if module.parts[0] == "bot" else module
    name = inside.parent.name if inside.name == "__init__.py" else inside.stem
    folder = inside.parent.parent if inside.name == "__init__.py" else inside.parent
    return ROOT / "tests" / folder / f"test_{name}.py"


def has_code(module: Path) -> bool:
    text = (ROOT / module).read_text(encoding="utf-8")
    return bool(re.search(r"^(async def|def|class) ", text, re.MULTILINE))


@pytest.mark.parametrize("module", [m for m in MODULES if has_code(m)], ids=str)
def test_each_module_has_its_mirror_among_the_tests(module: Path) -> None:
    if module.as_posix() not in WITHOUT_MIRROR:
        assert mirror_of(module).exists()


def test_what_has_no_mirror_exists() -> None:
    assert set(WITHOUT_MIRROR) <= {module.as_posix() for module in MODULES}


PAGES = sorted(
    path.relative_to(ROOT)
    for kind in ("css", "html", "js")
    for path in (ROOT / "bot").rglob(f"*.{kind}")
)


@pytest.mark.parametrize("module", MODULES + PAGES, ids=str)
def test_no_module_is_longer_than_fits_in_the_head(module: Path) -> None:
    assert len((ROOT / module).read_text(encoding="utf-8").splitlines()) <= LONGEST


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_only_the_settings_read_the_environment_and_only_the_clock_the_time(
    module: Path,
) -> None:
    text = (ROOT / module).read_text(encoding="utf-8")
    if "sandbox" not in module.parts:
        assert not re.search(r"os\.environ|getenv", text)
        if module.name != "clock.py":
            assert not re.search(r"datetime\.now|time\.time\(|time\.monotonic|utcnow", text)


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_long_lived_work_belongs_to_a_task_group(module: Path) -> None:
    text = (ROOT / module).read_text(encoding="utf-8")
    if module.parts[1] in {"chat", "gateway", "payments"} or module.parts[0] == "storage":
        assert "asyncio.create_task" not in text
        assert "ensure_future" not in text


def test_the_example_names_exactly_the_settings_each_with_a_line_above_it() -> None:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    named = [line.partition("=")[0] for line in lines if re.match(r"[A-Z_]+=", line)]
    assert sorted(named) == sorted(name.upper() for name in Settings.model_fields)
    for above, line in pairwise(lines):
        if "=" in line and not line.startswith("#"):
            assert above.startswith("# ")


def test_the_example_shows_the_defaults() -> None:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    shown = dict(line.split("=", 1) for line in lines if re.match(r"[A-Z_]+=.", line))
    for name, text in shown.items():
        default = Settings.model_fields[name.lower()].get_default()
        assert str(_as_written(default)) == text


def _as_written(default: object) -> object:
    if isinstance(default, tuple):
        return ",".join(map(str, default))
    seconds = getattr(default, "total_seconds", lambda: None)()
    if seconds is None:
        return default
    unit, size = next((u, s) for u, s in (("h", 3600), ("m", 60), ("s", 1)) if seconds % s == 0)
    # 30m is how people write half an hour; only whole hours are written as hours.
    return f"{int(seconds) // size}{unit}"


def locked() -> dict[str, str]:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    return {
        canonicalize_name(n): v
        for n, v in re.findall(r"^([\w.-]+)==([^\s\\]+)", text, re.MULTILINE)
    }


def test_the_lock_fits_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    versions = locked()
    for line in project["dependencies"]:
        wanted = Requirement(line)
        version = versions.get(canonicalize_name(wanted.name))
        assert version is not None, f"{wanted.name} is not locked"
        assert wanted.specifier.contains(version), f"{wanted} does not admit {version}"


def test_every_locked_version_has_hashes_and_no_address() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    entries = re.split(r"^(?=[a-z])", text, flags=re.MULTILINE)[1:]
    assert all("--hash=sha256:" in entry for entry in entries)
    assert len(entries) == len(locked())
    assert not re.search(r"://|--(?:extra-)?index|--find-links|--trusted", text)


def test_the_heart_starts_without_any_library() -> None:
    """The import contract in another way: a Python without site packages runs the heart."""
    code = "import bot.payments.opening, bot.payments.watching, bot.payments.checkout"
    subprocess.run([sys.executable, "-S", "-c", code], cwd=ROOT, check=True)  # noqa: S603 - our own words


def test_the_readme_begins_with_the_two_commands_and_the_checks_run_the_second() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```sh\n(.+?)\n```", readme, re.DOTALL)
    set_up = "python3 -m venv .venv && . .venv/bin/activate && pip install -e"
    assert blocks[:2] == [f"{set_up} . && python -m bot demo", f"{set_up} '.[test]' && pytest"]
    assert blocks[1] in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_the_readme_names_every_setting() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert not [name for name in Settings.model_fields if f"`{name.upper()}`" not in readme]
