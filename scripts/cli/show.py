"""What the API says, for people: tables and text, with nothing in it that could steer a terminal."""

import unicodedata
from collections.abc import Sequence
from typing import Any

from rich.console import Console, Group
from rich.markdown import Markdown
from rich.panel import Panel
from rich.table import Table
from rich.text import Text


def safe(text: object) -> str:
    """Text without control and format characters, which bidirectional and zero-width ones are, tabs and lines kept."""
    return "".join(c for c in str(text) if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cf", "Co", "Cs"})


def results(console: Console, answer: dict[str, Any]) -> None:
    """A search's hits, best first."""
    if answer.get("no_good_match"):
        console.print("[yellow]Nothing matches well.[/yellow] The nearest:")
    if not answer["results"]:
        console.print("Nothing found.")
        return
    table = Table(box=None, pad_edge=False)
    for heading, right in (("#", True), ("title", False), ("status", False), ("trust", True), ("worked", True)):
        table.add_column(heading, justify="right" if right else "left", overflow="fold")
    for place, hit in enumerate(answer["results"], 1):
        title = Text(safe(hit["title"]), style="bold")
        title.append(f"\n{hit['id']}  {', '.join(safe(tag) for tag in hit['tags'])}", style="dim")
        table.add_row(str(place), title, _status(hit), f"{hit['trust_score']:+.2f}", _worked(hit))
    console.print(table)
    if answer.get("degraded"):
        console.print("[yellow]Found by words alone: the embedder can't be had right now.[/yellow]")
    console.print("[dim]Read one: commontrace get ID[/dim]")


def trace(console: Console, found: dict[str, Any]) -> None:
    """One trace in full."""
    tried = _worked(found) or "not tried yet"
    about = Text.assemble(
        (f"{found['status']}", "green" if found["status"] == "validated" else "yellow"),
        f"  trust {found['trust_score']:+.2f}  {tried}  revision {found.get('revision', 1)}\n",
        (", ".join(safe(tag) for tag in found["tags"]), "dim"),
    )
    if found.get("stale_reason"):
        about.append(f"\nstale: {safe(found['stale_reason'])}", style="red")
    parts = [about, Text(""), *_content(found["context_text"], found["solution_text"])]
    console.print(Panel(Group(*parts), title=Text(safe(found["title"])), subtitle=found["id"]))


def preview(console: Console, body: dict[str, Any]) -> None:
    """What is about to be sent."""
    tags = Text(", ".join(body["tags"]) or "no tags", style="dim")
    parts = [tags, Text(""), *_content(body["context_text"], body["solution_text"])]
    console.print(Panel(Group(*parts), title=Text(safe(body["title"])), subtitle="preview: nothing is sent yet"))


def similar(console: Console, found: Sequence[dict[str, Any]]) -> None:
    """Traces that say nearly the same."""
    if found:
        console.print("[yellow]Much like it are:[/yellow]")
    for one in found:
        console.print(f"  {one['id']}  {one['score']:.2f}  ", Text(safe(one["title"])), sep="")


def usage(console: Console, told: dict[str, Any]) -> None:
    """The plan, what is used of it, and the last days."""
    table = Table(box=None, pad_edge=False)
    for heading in ("", "a minute", "at once", "this month", "left"):
        table.add_column(heading, justify="right" if heading else "left")
    for operation in ("read", "write"):
        of = told[operation]
        numbers = (of["per_minute"], of["burst"], of["used"], of["remaining"])
        table.add_row(f"{operation}s", *("no limit" if n is None else f"{n:,.0f}" for n in numbers))
    console.print(
        f"Plan [bold]{safe(told['plan'])}[/bold]: {safe(told['title'])}. Counts begin anew on {told['resets_at'][:10]}."
    )
    console.print(table)
    most = max((day["read"] + day["write"] for day in told["daily"]), default=0)
    for day in told["daily"]:
        calls = day["read"] + day["write"]
        if calls:
            console.print(f"{day['date']} {'█' * max(1, round(40 * calls / most))} {calls:,}", highlight=False)


def _content(context: str, solution: str) -> list[Any]:
    return [
        Text("Context", style="bold"),
        Markdown(safe(context), hyperlinks=False),
        Text("\nSolution", style="bold"),
        Markdown(safe(solution), hyperlinks=False),
    ]


def _status(hit: dict[str, Any]) -> Text:
    told = (
        hit["status"]
        + (" · stale" if hit.get("stale_reason") else "")
        + (" · expired" if hit.get("is_expired") else "")
    )
    return Text(told, style="green" if told == "validated" else "yellow")


def _worked(hit: dict[str, Any]) -> str:
    outcomes = hit.get("outcomes") or {}
    return f"{outcomes['worked']} of {outcomes['tried']}" if outcomes.get("tried") else ""
