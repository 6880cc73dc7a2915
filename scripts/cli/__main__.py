"""`commontrace COMMAND`, in the repository `python -m scripts.cli COMMAND`."""

import json
import sys
import uuid
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from . import config, show, writing
from .api import Api


class Session:
    """What all commands share."""

    def __init__(self, api: Api, url: str, *, as_json: bool) -> None:
        self.api = api
        self.url = url
        self.as_json = as_json
        self.console = Console(highlight=False)

    def tell_json(self, answer: dict[str, Any]) -> bool:
        """Print the answer as JSON where that was asked for; False where it wasn't."""
        if self.as_json:
            click.echo(json.dumps(answer, indent=2, ensure_ascii=False))
        return self.as_json


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--url", help=f"Address of the API; else {config.URL}, else {config.DEFAULT_URL}.")
@click.option("--key", help=f"API key; else {config.KEY}, else what sign-up kept.")
@click.option("--json", "as_json", is_flag=True, help="Print the API's answer as it is.")
@click.pass_context
def main(context: click.Context, url: str | None, key: str | None, as_json: bool) -> None:
    """Find what another session of a coding agent already solved, and give yours back."""
    chosen = config.load(url, key)
    context.obj = Session(Api(chosen), chosen.url, as_json=as_json)


@main.command("sign-up")
@click.option("--email", help="Without one, the key only reads.")
@click.option("--name", help="What others see.")
@click.pass_obj
def sign_up(session: Session, email: str | None, name: str | None) -> None:
    """Get a key and keep it for the next commands."""
    body = {field: value for field, value in (("email", email), ("display_name", name)) if value}
    # Without the key at hand: with it the request would be for a further one.
    made = Api(config.Config(session.url, None)).post("/keys", body)
    file = config.keep(session.url, made["api_key"])
    if not session.tell_json(made):
        may = "read and contribute" if made["can_contribute"] else "read"
        session.console.print(f"You may {may} now. The key is kept in {file}.")


@main.command()
@click.argument("words", nargs=-1)
@click.option("--tag", "tags", multiple=True, help="Only traces with this tag; may be repeated.")
@click.option("--limit", default=5, show_default=True, type=click.IntRange(1, 50))
@click.pass_obj
def search(session: Session, words: tuple[str, ...], tags: tuple[str, ...], limit: int) -> None:
    """Search by an error, a symptom or a task. '-' reads the question from the standard input."""
    question = sys.stdin.read() if words == ("-",) else " ".join(words)
    answer = session.api.post(
        "/traces/search", {"q": question.strip()[-2000:] or None, "tags": list(tags), "limit": limit}
    )
    if not session.tell_json(answer):
        show.results(session.console, answer)


@main.command()
@click.argument("trace_id", type=click.UUID)
@click.pass_obj
def get(session: Session, trace_id: uuid.UUID) -> None:
    """Read one trace."""
    found = session.api.get(f"/traces/{trace_id}")
    if not session.tell_json(found):
        show.trace(session.console, found)


@main.command()
@click.option("--file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="In the editor's form.")
@click.option("--title")
@click.option("--context", "context_text")
@click.option("--solution", "solution_text")
@click.option("--tag", "tags", multiple=True)
@click.option("--yes", is_flag=True, help="Send without asking.")
@click.pass_obj
def contribute(
    session: Session,
    file: Path | None,
    title: str | None,
    context_text: str | None,
    solution_text: str | None,
    tags: tuple[str, ...],
    yes: bool,
) -> None:
    """Give a solution back: by options, from a file, or written in your editor. Shows it before it is sent."""
    if title and context_text and solution_text:
        body = {"title": title, "context_text": context_text, "solution_text": solution_text, "tags": list(tags)}
        source: AbstractContextManager[dict[str, Any]] = nullcontext(body)
    elif title or context_text or solution_text:
        raise click.UsageError("Give --title, --context and --solution, or none of them.")
    else:
        source = nullcontext(writing.read(file)) if file else writing.drafted()
    with source as body:
        made = _submit(session, body, yes=yes)
    if not session.tell_json(made):
        session.console.print(f"Sent: {made['id']} is {made['status']}.")
        show.similar(session.console, made.get("similar") or [])


def _submit(session: Session, body: dict[str, Any], *, yes: bool) -> dict[str, Any]:
    if not session.as_json:
        show.preview(session.console, body)
    if not yes:
        try:
            click.confirm("Send it? Everybody who uses this server can read it then.", abort=True, err=True)
        except click.Abort:
            raise click.Abort("Nothing was sent.") from None
    return session.api.post("/traces", body, **{"Idempotency-Key": str(uuid.uuid4())})


@main.command()
@click.argument("trace_id", type=click.UUID)
@click.argument("direction", type=click.Choice(["up", "down"]))
@click.option("--because", type=click.Choice(["outdated", "wrong", "security_concern", "spam"]), help="For down.")
@click.option("--note")
@click.pass_obj
def vote(session: Session, trace_id: uuid.UUID, direction: str, because: str | None, note: str | None) -> None:
    """Vote a trace up, or down with a reason."""
    if direction == "down" and because is None:
        raise click.UsageError("A vote down needs --because outdated, wrong, security_concern or spam.")
    body = {"vote_type": direction, "feedback_tag": because, "feedback_text": note}
    made = session.api.post(f"/traces/{trace_id}/votes", {name: value for name, value in body.items() if value})
    if not session.tell_json(made):
        session.console.print(f"Voted {direction}.")


@main.command()
@click.argument("trace_id", type=click.UUID)
@click.argument("result", type=click.Choice(["worked", "partly", "failed"]))
@click.option("--language")
@click.option("--framework")
@click.option("--note")
@click.pass_obj
def outcome(
    session: Session, trace_id: uuid.UUID, result: str, language: str | None, framework: str | None, note: str | None
) -> None:
    """Report what came of applying a trace: the strongest evidence there is."""
    environment = {name: value for name, value in (("language", language), ("framework", framework)) if value}
    body = {"result": result, "environment": environment or None, "note": note}
    made = session.api.post(f"/traces/{trace_id}/outcomes", {name: value for name, value in body.items() if value})
    if not session.tell_json(made):
        session.console.print(f"Reported: {result}.")


@main.command()
@click.option("--days", default=14, show_default=True, type=click.IntRange(1, 365))
@click.pass_obj
def usage(session: Session, days: int) -> None:
    """Show your plan, what is left of it, and the last days."""
    told = session.api.get("/usage", days=days)
    if not session.tell_json(told):
        show.usage(session.console, told)


def run() -> None:
    """The command itself. Whatever goes wrong is one line on standard error and an exit code that isn't 0."""
    try:
        sys.exit(main(prog_name="commontrace", standalone_mode=False))
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        sys.exit(error.exit_code)
    except click.ClickException as error:
        click.echo(f"Error: {' '.join(error.format_message().split())}", err=True)
        sys.exit(error.exit_code)
    except click.Abort as error:
        # Without words of its own it may have come at any moment, a request being on its way.
        click.echo(str(error) or "Stopped.", err=True)
        sys.exit(1)


if __name__ == "__main__":
    run()
