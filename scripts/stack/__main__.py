"""Command line of the stack: `python -m scripts.stack COMMAND`."""

import argparse
import os
import sys
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from scripts.stack.commands.clean import clean
from scripts.stack.commands.demo import demo, where
from scripts.stack.commands.down import down
from scripts.stack.commands.logs import logs
from scripts.stack.commands.run import run_command
from scripts.stack.commands.status import status
from scripts.stack.commands.test import test
from scripts.stack.commands.up import up
from scripts.stack.context import open_context
from scripts.stack.errors import StackError
from scripts.stack.programs import INFRASTRUCTURE, PROGRAMS


def main() -> int:
    """Run one command; returns the exit code."""
    arguments = _parser().parse_args()
    # The service account must get into what is made here, however private the user's files are; secrets are 0600.
    os.umask(0o022)
    try:
        return _dispatch(arguments)
    except StackError as error:
        console = Console(stderr=True, highlight=False, soft_wrap=True)
        console.print(f"[bold red]Error:[/bold red] {escape(str(error))}")
        if error.remedy:
            console.print(escape(error.remedy))
        return 1
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m scripts.stack", description=__doc__)
    parser.add_argument("--state", type=Path, help="state directory of another stack than this clone's (.local)")
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("up", help="start what does not run and wait until it serves")
    chosen = command.add_mutually_exclusive_group()
    chosen.add_argument(
        "--infra", dest="only", action="store_const", const=INFRASTRUCTURE, help="only Postgres, Redis, Elasticsearch"
    )
    chosen.add_argument("--only", nargs="+", choices=PROGRAMS, metavar="PROGRAM", help="only these programs")
    commands.add_parser("down", help="stop all of it")
    commands.add_parser("status", help="what runs, and whether it serves; exit code 1 if not")
    command = commands.add_parser("logs", help="follow the programs' logs")
    command.add_argument("program", nargs="?", choices=PROGRAMS)
    commands.add_parser("demo", help="start everything and show it working")
    command = commands.add_parser("test", help="run pytest against a stack of its own")
    command.add_argument("arguments", nargs=argparse.REMAINDER, help="for pytest")
    command = commands.add_parser("run", help="run a command with the running stack's environment")
    command.add_argument("arguments", nargs=argparse.REMAINDER, help="the command")
    command = commands.add_parser("clean", help="stop the stack and remove all its data")
    command.add_argument("--cache", action="store_true", help="also the downloads that all clones share")
    return parser


def _dispatch(arguments: argparse.Namespace) -> int:
    if arguments.command == "test":
        return test(_words(arguments))
    context = open_context(arguments.state)
    code = 0
    match arguments.command:
        case "up":
            up(context, arguments.only or PROGRAMS)
            where(context)
        case "down":
            down(context)
        case "status":
            code = 0 if status(context) else 1
        case "logs":
            logs(context, arguments.program)
        case "demo":
            code = demo(context)
        case "run":
            code = run_command(context, _words(arguments))
        case "clean":
            clean(context, cache=arguments.cache)
    return code


def _words(arguments: argparse.Namespace) -> list[str]:
    """What follows the command, without the `--` that keeps its options from being taken for ours."""
    words: list[str] = arguments.arguments
    return words[1:] if words[:1] == ["--"] else words


if __name__ == "__main__":
    sys.exit(main())
