"""What some tests need of the machine: programs from outside, a free port."""

import os
import shutil
import socket

import pytest


def find_tool(name: str) -> str:
    """Where a program is; without it a test is skipped, but never where the checks run."""
    path = shutil.which(name)
    if path is None and os.environ.get("CI"):
        pytest.fail(f"{name} is missing where the checks run; .ci/run must install it")
    if path is None:
        pytest.skip(f"{name} is not installed")
    return path


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens at."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
