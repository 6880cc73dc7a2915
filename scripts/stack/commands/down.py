"""`down`: leave no process of the stack behind."""

import psutil

from scripts.stack.context import Context
from scripts.stack.layout import Layout
from scripts.stack.locking import exclusive
from scripts.stack.processes import end, of_stack
from scripts.stack.supervisor import Supervisor

# Elasticsearch, the slowest, has 30 seconds before supervisor kills it.
SHUTDOWN_SECONDS = 90


def down(context: Context) -> None:
    """Stop the stack, whatever state it is in."""
    if not context.layout.state.exists() and not of_stack(context.layout):
        context.reporter.line("Nothing runs: there is no stack here.")
        return
    with (
        exclusive(context.layout.lock, context.reporter),
        context.reporter.step("Stopping the stack") as step,
    ):
        step.outcome = f"{stop_everything(context.layout)} processes ended"


def stop_everything(layout: Layout) -> int:
    """End all processes of the stack, by supervisor where it lives. Returns how many there were."""
    found = of_stack(layout)
    supervisor = Supervisor(layout)
    if supervisor.alive():
        supervisor.shutdown()
        psutil.wait_procs(found, timeout=SHUTDOWN_SECONDS)
    end(of_stack(layout))
    return len(found)
