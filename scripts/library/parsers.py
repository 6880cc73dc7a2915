"""Whether a code block is in the language it says: by the language's own parser where one is at hand, else by
tree-sitter's grammar for it. A snippet that stands for part of a file is also tried inside what would surround it.
"""

import ast
import json
import re
import shutil
import subprocess
import tomllib
import warnings
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib import import_module
from xml.etree import ElementTree as ET

import pglast
import yaml
from tree_sitter import Language, Node, Parser

UNPARSED = ("text", "diff", "dotenv", "http", "ini", "nginx", "lua", "groovy", "properties", "promql", "makefile")
"""Languages that blocks may name and that nothing here parses."""

_PROMPT = re.compile(r"^(?:\$|#|PS>) ")


def fault(language: str, code: str) -> str | None:
    """What is wrong with a block, None when it parses. A language that isn't known here is a fault."""
    if language in UNPARSED:
        return None
    parse = _PARSERS.get(language)
    if parse is None:
        return f"unknown language {language!r}: one of {', '.join(sorted({*_PARSERS, *UNPARSED}))}"
    return parse(code)


def _python(code: str) -> str | None:
    try:
        ast.parse(code)
    except SyntaxError as error:
        return f"line {error.lineno}: {error.msg}"
    return None


def _json(code: str) -> str | None:
    try:
        json.loads(code)
    except ValueError as error:
        return str(error)
    return None


def _yaml(code: str) -> str | None:
    try:
        list(yaml.safe_load_all(code))
    except yaml.YAMLError as error:
        return str(error)
    return None


def _toml(code: str) -> str | None:
    try:
        tomllib.loads(code)
    except ValueError as error:
        return str(error)
    return None


def _xml(code: str) -> str | None:
    try:
        ET.fromstring(f"<block>{re.sub(r'<[?].*?[?]>', '', code)}</block>")  # noqa: S314 - our own files
    except ET.ParseError as error:
        return str(error)
    return None


def _sql(code: str) -> str | None:
    try:
        pglast.parse_sql(code)
    except pglast.parser.ParseError as error:
        return str(error)
    return None


def _bash(code: str) -> str | None:
    bash = shutil.which("bash")
    if bash is None:
        return "bash is needed to check this block, and isn't installed"
    checked = subprocess.run([bash, "-n"], input=code, text=True, capture_output=True, check=False)
    return checked.stderr.strip() or None


def _console(code: str) -> str | None:
    """A session: the commands after the prompts, with the lines that continue them."""
    commands: list[str] = []
    goes_on = False
    for line in code.splitlines():
        if goes_on:
            commands.append(line.removeprefix("> "))
        elif prompt := _PROMPT.match(line):
            commands.append(line[prompt.end() :])
        else:
            continue
        goes_on = commands[-1].endswith("\\")
    if not commands:
        return "no line of this session starts with a prompt ('$ ')"
    return _bash("\n".join(commands) + "\n")


@cache
def _grammar(module: str, function: str) -> Parser:
    with warnings.catch_warnings():
        # The wheel for Dockerfiles hands its grammar over as a number, which tree-sitter still takes.
        warnings.simplefilter("ignore", DeprecationWarning)
        return Parser(Language(getattr(import_module(module), function)()))


def _tree_sitter(
    module: str, surroundings: Sequence[str] = (), function: str = "language"
) -> Callable[[str], str | None]:
    """A parser by a grammar. Each of `surroundings` has a `%s` where the snippet may stand."""

    def parse(code: str) -> str | None:
        parser = _grammar(module, function)
        first = _first_fault(parser.parse(code.encode()).root_node)
        if first is None:
            return None
        for around in surroundings:
            # Between tags anything is text.
            if around == _FRAGMENT and not code.lstrip().startswith("<"):
                continue
            if not parser.parse(around.replace("%s", code).encode()).root_node.has_error:
                return None
        return first

    return parse


def _first_fault(node: Node) -> str | None:
    if not node.has_error:
        return None
    if node.is_error or node.is_missing:
        found = (node.text or b"").decode(errors="replace").split("\n")[0][:60]
        return (
            f"line {node.start_point.row + 1}: {'missing ' + node.type if node.is_missing else f'unexpected {found!r}'}"
        )
    return next((fault for child in node.children if (fault := _first_fault(child))), "does not parse")


def _dockerfile(code: str) -> str | None:
    # The grammar knows options with a value only.
    return _tree_sitter("tree_sitter_dockerfile")(re.sub(r" --(link|parents)(?= )", r" --\1=true", code))


_FRAGMENT = "<>%s</>"
_SCRIPT = ("class A {\n%s\n}", "async function f() {\n%s\n}", "(%s)", "({\n%s\n})", _FRAGMENT)

_PARSERS: Mapping[str, Callable[[str], str | None]] = {
    "python": _python,
    "json": _json,
    "yaml": _yaml,
    "toml": _toml,
    "xml": _xml,
    "sql": _sql,
    "bash": _bash,
    "sh": _bash,
    "console": _console,
    "javascript": _tree_sitter("tree_sitter_javascript", _SCRIPT),
    "jsx": _tree_sitter("tree_sitter_javascript", _SCRIPT),
    "typescript": _tree_sitter("tree_sitter_typescript", _SCRIPT[:-1], "language_typescript"),
    "tsx": _tree_sitter("tree_sitter_typescript", _SCRIPT, "language_tsx"),
    "go": _tree_sitter("tree_sitter_go", ("package p\n%s", "package p\nfunc f() {\n%s\n}")),
    "rust": _tree_sitter("tree_sitter_rust", ("fn f() {\n%s\n}", "impl A {\n%s\n}")),
    "java": _tree_sitter("tree_sitter_java", ("class A {\n%s\n}", "class A {\nvoid f() {\n%s\n}\n}")),
    "kotlin": _tree_sitter("tree_sitter_kotlin", ("fun f() {\n%s\n}",)),
    "swift": _tree_sitter("tree_sitter_swift", ("func f() {\n%s\n}",)),
    "dart": _tree_sitter("tree_sitter_dart", ("class A {\n%s\n}", "void f() async {\n%s\n}")),
    "html": _tree_sitter("tree_sitter_html"),
    "css": _tree_sitter("tree_sitter_css"),
    "dockerfile": _dockerfile,
}
