"""What stands where a secret would, and is none: placeholders, references, dummy words, examples of manuals."""

import base64
import binascii
import re
from itertools import pairwise

from app.safety.entropy import bits_per_character

# Short words count at the edge of a part only: a long random text holds any four letters now and then.
_STAND_IN = re.compile(
    r"example|placeholder|redacted|change[-_]?me|dummy|sample|replace|insert|notreal|x{5}|\*\*\*|\.\.\.|…|•••"
    r"|\\u2026|^(?:your|fake)|(?:your|fake)(?:[-_.]|$|key|token|api|secret|pass)"
    r"|\[a-z|\{\d+(?:,\d*)?\}|\(\?|<[^>]*>|\$[{(]|\{\{|%\(|%s\b|(.)\1{7}",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"\$|\.{1,2}/|~/|%\w+%|!(?:ref|sub|getatt|vault|secret|env|include)\b|//|(?:process\.|import\.meta\.)?env\b|(?:os|self|this|cls|config|settings|ctx|secrets|vars|var|data)\."
    r"|(?:arn|vault|op|file|https?|ref\+\w+|sha\d+|md5|h1|urn|data):",
    re.IGNORECASE,
)
_DUMMY_WORDS = (
    "admin administrator alpine anonymous apikey app auth backend bar basic bearer changeit changeme client "
    "commontrace credential credentials database default demo dev development docker dummy elastic example fake "
    "foo foobar grafana guest hello here hidden insecure key letmein local localdev localhost login mariadb me "
    "minio minioadmin mongo mongodb my mypass mysql name new none not null old only pass passcode passphrase "
    "passwd password php placeholder postgres postgresql pw pwd qwerty rabbit rabbitmq redis root sa safe sample "
    "secret secure some sonar stuff super sys system temp test testing the this tmp token unsafe user username "
    "value web welcome whatever word world your"
)
# Longest first and possessive: one pass, no backtracking.
_ONLY_DUMMIES = re.compile("(?>" + "|".join(sorted(_DUMMY_WORDS.split(), key=len, reverse=True)) + ")++")
_LEET = str.maketrans("0134578@$!", "oieastbasi")
_NO_LETTER = re.compile(r"[^a-z]+")
_FEW_BITS = 2.5
_LONG = 12


def is_placeholder(value: str) -> bool:
    """A stand-in such as `your-key`, `xxxx`, `<token>`, `${TOKEN}`, `...`, or one that repeats or counts up."""
    if _STAND_IN.search(value):
        return True
    return (len(value) >= _LONG and bits_per_character(value) < _FEW_BITS) or _counts_up(value)


def is_reference(value: str) -> bool:
    """The start of a variable, path, address or digest: something that says where a value is, or vouches for one."""
    return _REFERENCE.match(value) is not None


def is_dummy(value: str) -> bool:
    """A password that nobody means to keep secret: `postgres`, `p@ssw0rd123`, `my-test-secret`, digits alone."""
    lowered = value.lower().rstrip("0123456789!")
    plain = _NO_LETTER.sub("", lowered)
    if not plain:
        return True
    return any(_ONLY_DUMMIES.fullmatch(word) for word in (plain, _NO_LETTER.sub("", lowered.translate(_LEET))))


def readable_base64(value: str) -> str | None:
    """The printable ASCII text that `value` encodes in base64 or base64url, else None."""
    try:
        decoded = base64.b64decode(value.replace("-", "+").replace("_", "/").rstrip("=") + "==")
    except (binascii.Error, ValueError):
        return None
    return decoded.decode() if decoded.isascii() and decoded.decode().isprintable() else None


def _counts_up(value: str) -> bool:
    """Whether most letters and most digits follow each other in order, as in `abcdef123456` or `a1b2c3d4`."""
    letters = [ord(c) for c in value.lower() if c.isascii() and c.isalpha()]
    digits = [ord(c) for c in value if c.isascii() and c.isdigit()]
    pairs = max(len(letters) - 1, 0) + max(len(digits) - 1, 0)
    rising = sum(b - a == 1 for part in (letters, digits) for a, b in pairwise(part))
    return pairs >= 4 and rising * 2 > pairs
