"""`test`: run pytest against a stack of its own, beside one that may be running."""

import os
import sys
from collections.abc import Sequence

from scripts.stack.context import open_context
from scripts.stack.layout import REPOSITORY
from scripts.stack.ports import free_port
from scripts.stack.settings import Settings, read
from scripts.stack.temporary import TEST_STATE, run_inside, temporary_settings, temporary_stack

PATIENT = {"DUPLICATE_BUDGET_MS": "5000"}
"""Tests are of what is found, however busy the machine is that they run on."""


def test(arguments: Sequence[str]) -> int:
    """Run pytest with `arguments`. Returns its exit code."""
    settings = temporary_settings(read(REPOSITORY, os.environ), free_port)
    context = open_context(TEST_STATE, Settings({**settings.values, **PATIENT}, settings.names))
    with temporary_stack(context) as stack:
        code = run_inside(context, [sys.executable, "-m", "pytest", *arguments])
        stack.keep_logs = code != 0
    return code
