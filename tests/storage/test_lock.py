import subprocess
import sys
from pathlib import Path

import pytest

from bot.errors import InUse, StorageError
from storage.lock import Lock

HOLD = """
import sys
from pathlib import Path
from storage.lock import Lock
lock = Lock.take(Path(sys.argv[1]))
print("taken", flush=True)
sys.stdin.read()
"""


def test_a_second_till_on_the_same_database_is_refused(tmp_path: Path) -> None:
    lock = Lock.take(tmp_path / "till.db")
    with pytest.raises(InUse, match=r"another till is running on the database .*till\.db"):
        Lock.take(tmp_path / "till.db")
    lock.release()


def test_a_link_to_the_database_is_no_other_database(tmp_path: Path) -> None:
    (tmp_path / "link.db").symlink_to(tmp_path / "till.db")
    lock = Lock.take(tmp_path / "till.db")
    with pytest.raises(StorageError, match="another till is running"):
        Lock.take(tmp_path / "link.db")
    lock.release()


def test_a_lock_that_was_released_can_be_taken(tmp_path: Path) -> None:
    Lock.take(tmp_path / "till.db").release()
    Lock.take(tmp_path / "till.db").release()


def test_tills_on_two_databases_do_not_meet(tmp_path: Path) -> None:
    locks = [Lock.take(tmp_path / name) for name in ("one.db", "two.db")]
    for lock in locks:
        lock.release()


def test_a_lock_ends_with_its_process(tmp_path: Path) -> None:
    path = tmp_path / "till.db"
    command = [sys.executable, "-c", HOLD, str(path)]
    with subprocess.Popen(command, stdin=-1, stdout=-1, text=True) as other:  # noqa: S603 - ours
        assert other.stdout is not None
        assert other.stdout.readline() == "taken\n"
        with pytest.raises(StorageError, match="another till is running"):
            Lock.take(path)
        other.kill()
    Lock.take(path).release()


def test_a_folder_that_is_missing_is_named_so(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="cannot be opened; check that its folder exists"):
        Lock.take(tmp_path / "nowhere" / "till.db")
