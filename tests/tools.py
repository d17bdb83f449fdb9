"""Programs from outside that some tests need."""

import os
import shutil

import pytest


def find_tool(name: str) -> str:
    """Where a program is; without it a test is skipped, but never where the checks run."""
    path = shutil.which(name)
    if path is None and os.environ.get("CI"):
        pytest.fail(f"{name} is missing where the checks run; .ci/run must install it")
    if path is None:
        pytest.skip(f"{name} is not installed")
    return path
