"""What the user sees while the stack works: a spinner on a terminal, plain lines with elapsed seconds elsewhere."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape
from rich.status import Status

# On a pipe, a step that says nothing new for this long repeats itself, so that a log shows that it is alive.
HEARTBEAT_SECONDS = 5.0


class Step:
    """One thing under way. `update` may be called as often as the caller likes."""

    def __init__(self, reporter: "Reporter", title: str, status: Status | None) -> None:
        self._reporter = reporter
        self._title = title
        self._status = status
        self._printed_at = time.monotonic()
        self.outcome = ""

    def update(self, detail: str) -> None:
        """Show `detail` beside the title: at once on a terminal, every few seconds on a pipe."""
        if self._status is not None:
            self._status.update(f"{escape(self._title)} [dim]{escape(detail)}[/dim]")
        elif time.monotonic() - self._printed_at >= HEARTBEAT_SECONDS:
            self._printed_at = time.monotonic()
            self._reporter.line(f"{self._title} ... {detail}")


class Reporter:
    """Prints steps and notes to one console."""

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or Console(highlight=False, soft_wrap=True)
        self._started = time.monotonic()

    def line(self, text: str, style: str = "") -> None:
        """Print one line; on a pipe it begins with the seconds since the command started."""
        stamp = "" if self.console.is_terminal else f"[{time.monotonic() - self._started:6.1f}s] "
        self.console.print(escape(stamp + text), style=style or None)

    @contextmanager
    def step(self, title: str) -> Iterator[Step]:
        """Announce `title`, then say how long the block took. An exception passes through unchanged."""
        began = time.monotonic()
        if self.console.is_terminal:
            with self.console.status(escape(title)) as status:
                step = Step(self, title, status)
                yield step
        else:
            self.line(title)
            step = Step(self, title, None)
            yield step
        took = time.monotonic() - began
        outcome = f": {step.outcome}" if step.outcome else ""
        if self.console.is_terminal:
            self.console.print(f"[green]✓[/green] {escape(title + outcome)} [dim]{took:.1f}s[/dim]")
        elif outcome or took >= 1:
            self.line(f"{title}{outcome or ': done'} ({took:.1f}s)")
