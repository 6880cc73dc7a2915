"""Fingerprints of errors: what stays of an error line without all that differs from one machine and run to another.

Pure, and linear in the length of the text. The same function reads questions and traces, so equal errors get equal
fingerprints: `exact:` and the shape of a whole message, `head:` and its error class or code with the first words.
"""

import re
from collections.abc import Iterator
from itertools import islice

MOST = 32
"""Fingerprints of one text; an error that stands after so many others is no longer what the text is about."""

LONGEST = 200
"""Characters of a fingerprint behind its kind."""

MOST_CHARACTERS = 100_000
_MOST_PLACES = 200
"""Places that look like an error and are looked at, whether or not they give a fingerprint of their own."""
_LONGEST_MESSAGE = 400
_HEAD_WORDS = 5
_EXACT_WORDS = 24
_FEWEST_WORDS = 2
"""Words that a message without a class or code must have left to say anything."""

_GAP = "*"
_JOINT = "_"
"""A fingerprint has no blanks, so that several of them can be written side by side."""

_PATH_SIGNS = r"[\w.@%+~$-]"
_CODE_FILES = (
    "py|js|mjs|cjs|jsx|ts|tsx|go|rs|java|kt|rb|php|c|cc|cpp|h|hpp|so|json|ya?ml|toml|sql|sh|txt|lock|conf|cfg|log"
)

_VARIES = re.compile(
    rf"""
      (?P<quoted> (?<![\w'])'[^'\n]{{0,200}}'(?!\w) | "[^"\n]{{0,200}}" | `[^`'\n]{{0,200}}[`']
                | \u2018[^\u2019\n]{{0,200}}\u2019 | \u201c[^\u201d\n]{{0,200}}\u201d )
    | (?P<object> <[A-Za-z_][^<>\n]{{0,120}}> )
    | (?P<url>    \b[a-z][a-z0-9+.-]{{1,20}}://[^\s'"<>)]+ )
    | (?P<uuid>   \b[0-9a-fA-F]{{8}}(?:-[0-9a-fA-F]{{4}}){{3}}-[0-9a-fA-F]{{12}}\b )
    | (?P<time>   \b\d{{4}}[-/]\d\d[-/]\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?)?
                | \b\d\d:\d\d:\d\d(?:[.,]\d+)?\b )
    | (?P<host>   \b\d{{1,3}}(?:\.\d{{1,3}}){{3}}(?::\d+)?\b | \[?::1?\]?:\d+\b | \blocalhost:\d+\b )
    | (?P<path>   (?:\b[A-Za-z]:\\|(?<![\w.\\])\\\\)[^\s:'",;)]+(?::\d+)*
                | (?<![\w/])(?:~|\.{{1,2}})?/{_PATH_SIGNS}+(?:/{_PATH_SIGNS}*)*(?::\d+)*
                | \b[\w.@+-]+(?:/[\w.@+-]+)*\.(?:{_CODE_FILES})\b(?::\d+)* )
    | (?P<code>   \b(?i:errno|status|code|http(?:/[\d.]+)?|sqlstate|signal|error)[\ :=]{{1,2}}-?\d+\b
                | \b[45]\d\d(?=\ [A-Z][a-z]) )
    | (?P<hex>    \b0x[0-9a-fA-F]+\b | \b(?=[a-f]*\d)[0-9a-f]{{7,64}}\b )
    | (?P<number> (?<!\w)[-+]?v?\d+(?:[.,:_x-]\d+)*\+?(?:[eE][-+]?\d+)?
                  (?:%|[KMGTP]i?[Bb]?|[kmgµun]?[sb]|min)?(?!\w) )
    | (?P<dotted> \b[\w$]+(?:[./][\w$]+)+(?:\(\))? )
    | (?P<call>   \b[\w$]+\(\) )
    """,
    re.VERBOSE,
)

_NAMED = (
    # An unquoted name, known by what stands around it.
    (re.compile(r"\b[\w.$]+(?= is not (?:defined|a function|iterable|a constructor)\b)"), _GAP),
    (re.compile(r"^(?:line \d+: )?[^:\n]{1,80}: (?=(?:command )?not found|No such file|Permission denied)"), ""),
    (re.compile(r"(?<=\brequirement )\S+"), _GAP),
    (re.compile(r"(?<=\bdistribution found for )\S+"), _GAP),
    (re.compile(r"(?<=\bundefined: )\w+"), _GAP),
    (re.compile(r"(?<=\bunused: )\w+"), _GAP),
    (re.compile(r"(?<=\bcolumn )\w+(?:\.\w+)*(?= does)"), _GAP),
)

_WORD = re.compile(r"\w+(?:'\w+)?|\*")

_CLASS = "Error|Exception|Warning|Fault|Failure|Interrupt|Timeout|Violation|NotFound|DoesNotExist|Exists|Refused|Denied"
_PLAIN_CLASS = frozenset({"error", "exception", "warning", "failure", "timeout", "fault"})

_CODE = r"ORA-\d{4,5}|SQLSTATE\[?\ ?[0-9A-Z]{5}\]?|MSB\d{4}|ERR_[A-Z_]{4,60}|E(?!RROR)[A-Z]{4,20}(?=[:\s,])"

_SPEAKER = (
    r"remote|fatal(?:\ error)?|FATAL|panic|PANIC|ERROR|Error|error|E|Caused\ by|curl:\ \(\d+\)|ssh|(?:-?ba|z|da|k)?sh|"
    r"ERROR\ \d{4}\ \(\w{5}\)(?:\ at\ line\ \d+)?|Error\ response\ from\ daemon|docker|kubectl|x509|tls|"
    r"OCI\ runtime\ exec\ failed|npm\ ERR!|npm\ error|yarn\ error"
)
"""Who or what begins a line that reports an error."""

_ANCHOR = re.compile(
    rf"""
      (?P<class>    (?<![\w.$:])(?=[A-Za-z_])[\w.$:]{{0,200}}?(?:{_CLASS})\b(?![\w(./])
                  | \bMemoryError\b | \bKeyboardInterrupt\b
                  | (?:^|(?<=[\s|]))(?:[a-z_]\w{{0,40}}\.){{0,6}}(?:errors?|exceptions?|exc)\.[A-Z]\w{{2,60}}(?=:\ )
                  | ^[ \t]*(?:[a-z_]\w{{0,40}}\.){{1,6}}[A-Z]\w{{2,60}}(?=:\ ) )
      (?P<detail>   \ ?\[[A-Z][A-Z0-9_]{{2,60}}\])?
                    (?: :\ ?|(?=\s*(?:$|\n)) )
    | (?P<rust>     \berror\[(?P<rustcode>E\d{{4}})\]:\ ? )
    | (?P<numbered> \b(?:error|warning)\ (?P<number>[A-Z]{{1,5}}\d{{3,5}}):\ ? )
    | (?P<vendor>   \b(?P<vendorcode>{_CODE})(?::\ ?)? )
    | (?P<said>     (?:^|(?<=[\s\])|>])) (?:{_SPEAKER}) (?::\ {{1,3}}|(?<=ERR!)\ |(?<=npm\ error)\ |(?<=\d\))\ ) )
    """,
    re.VERBOSE | re.MULTILINE,
)

_END = re.compile(r"\n|\.(?= |$)|\r| {3,}|\s+(?:—|->|→|<-)\s|\s+at (?=[\w.$<]+ ?\(|\S+:\d)|\s#\s")


def fingerprints(text: str) -> tuple[str, ...]:
    """The distinct fingerprints of the error messages in a text, at most MOST, in the order of the text."""
    found: dict[str, None] = {}
    for name, message in islice(_messages(text[:MOST_CHARACTERS]), _MOST_PLACES):
        for fingerprint in _shapes(name, message):
            found.setdefault(fingerprint)
        if len(found) >= MOST:
            break
    return tuple(found)[:MOST]


def shape(message: str) -> list[str]:
    """The words of a message in lower case, `*` for each stretch that varies."""
    message = message.replace(_GAP, " ")
    for pattern, instead in _NAMED:
        message = pattern.sub(instead, message)
    words: list[str] = []
    for word in _WORD.findall(_VARIES.sub(_blank, message)):
        if word != _GAP or words[-1:] != [_GAP]:
            words.append(word.lower())
    return words


def _blank(match: re.Match[str]) -> str:
    # The number of a status or an error says which error it is.
    return match.group() if match.lastgroup == "code" else f" {_GAP} "


def _messages(text: str) -> Iterator[tuple[str, str]]:
    """(class or code, message) of each place in the text that reports an error."""
    for match in _ANCHOR.finditer(text):
        start, stop = match.end(), match.end() + _LONGEST_MESSAGE
        if _in_code_span(text, match.start()):
            closing = text.find("`", start, stop)
            stop = closing if closing >= 0 else stop
        end = _END.search(text, start, stop)
        yield _name(match), text[start : end.start() if end else stop]


def _in_code_span(text: str, at: int) -> bool:
    nearby = max(0, at - _LONGEST_MESSAGE)
    line = max(nearby, text.rfind("\n", nearby, at))
    return text.count("`", line, at) % 2 == 1


def _name(match: re.Match[str]) -> str:
    code = match["rustcode"] or match["number"] or match["vendorcode"]
    if code:
        return str(code).lower()
    if match["class"]:
        last = re.split(r"[.:$]+", match["class"])[-1].lower()
        detail = (match["detail"] or "").strip(" []").lower()
        return f"{last} {detail}".strip() if last not in _PLAIN_CLASS else detail
    return ""


def _shapes(name: str, message: str) -> Iterator[str]:
    words = shape(message)
    telling = [word for word in words if word != _GAP]
    if not name and len(telling) < _FEWEST_WORDS:
        return
    names = name.split()
    yield _joined("exact:", names, words[:_EXACT_WORDS])
    if len(telling) >= _FEWEST_WORDS:
        yield _joined("head:", names, telling[:_HEAD_WORDS])


def _joined(kind: str, name: list[str], words: list[str]) -> str:
    return kind + _JOINT.join([*name, *words])[:LONGEST]
