"""`clean`: stop the stack and remove all that it made."""

import shutil
from contextlib import suppress

from scripts.stack.commands.down import stop_everything
from scripts.stack.context import STATE, Context
from scripts.stack.layout import MACHINE_CACHE, MACHINE_STATE, Layout, resolve
from scripts.stack.locking import exclusive
from scripts.stack.processes import in_use
from scripts.stack.temporary import STATES


def clean(context: Context, *, cache: bool) -> None:
    """Remove the stack's processes, data, logs and secrets, also of an abandoned test, bench or proof run.

    `cache` also removes what was downloaded and built, which all of the user's clones share.
    """
    reporter, layout = context.reporter, context.layout
    if layout.state == STATE:
        for state in STATES:
            _remove(resolve(state, context.account))
    with (
        exclusive(layout.lock, reporter),
        reporter.step(f"Removing {layout.state}"),
    ):
        _remove(layout)
    if layout.tools == MACHINE_CACHE and not in_use(MACHINE_CACHE):
        # Another clone of root's gets its tools anew from the downloads, which stay.
        reporter.line(f"Removing {MACHINE_CACHE}")
        shutil.rmtree(MACHINE_CACHE, ignore_errors=True)
    if cache:
        reporter.line(f"Removing {layout.cache}")
        shutil.rmtree(layout.cache, ignore_errors=True)


def _remove(layout: Layout) -> None:
    stop_everything(layout)
    for path in (*layout.outside, layout.state):
        shutil.rmtree(path, ignore_errors=True)
    with suppress(OSError):  # not empty: another stack's data
        MACHINE_STATE.rmdir()
