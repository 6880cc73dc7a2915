"""Secrets that show by their form: a prefix that its issuer chose, or a structure."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from app.safety.entropy import bits_per_character
from app.safety.placeholders import is_placeholder, readable_base64

_BOUND = r"(?<![A-Za-z0-9])"
_KEY_HEADER = r"-----BEGIN (?:[A-Z0-9]{1,12} ){0,4}PRIVATE KEY(?: BLOCK)?-----((?s:.){0,600})"
_KEY_BODY = re.compile(r"[A-Za-z0-9+/]{24,}")


class Hit(NamedTuple):
    """A possible secret at an offset of the text that was searched. `value` never leaves this room.

    `rank` says by what it was known: 0 by its form or channel, 1 by a name that says its kind, 2 by being random.
    """

    kind: str
    start: int
    value: str
    rank: int = 0


class Pattern(NamedTuple):
    """`hints` are texts of which one must occur; group 1, else all of the match, is put to `accepts`."""

    kind: str
    hints: tuple[str, ...]
    regex: re.Pattern[str]
    accepts: Callable[[str], bool]


def find(text: str, *, loose: bool = True) -> Iterator[Hit]:
    """Every secret of a known form; with `loose`, also of forms that have no prefix of their own."""
    for pattern in (*PREFIXED, *LOOSE) if loose else PREFIXED:
        if any(hint in text for hint in pattern.hints):
            for match in pattern.regex.finditer(text):
                if pattern.accepts(match[1] if pattern.regex.groups else match[0]):
                    yield Hit(pattern.kind, match.start(), match[0])


def _real(body: str) -> bool:
    return not is_placeholder(body)


def _mixed(body: str) -> bool:
    """For prefixes that also occur in names: not one word in one case."""
    classes = (any(map(str.isdigit, body)), any(map(str.islower, body)), any(map(str.isupper, body)))
    return sum(classes) >= 2 and _real(body)


def _key_body(following: str) -> bool:
    body = _KEY_BODY.search(following.partition("-----END")[0])
    return body is not None and bits_per_character(body[0]) > 3


def _web_token(body: str) -> bool:
    """Not the specimen of manuals, whose subject counts from 1 to 0."""
    payload = readable_base64(body.split(".")[1]) or ""
    return "1234567890" not in payload and _real(body.rsplit(".", 1)[1])


def _bot_token(body: str) -> bool:
    return _mixed(body.rsplit(".", 1)[1]) and any(map(str.isdigit, body)) and bits_per_character(body) > 4


def _pattern(kind: str, hints: str, regex: str, accepts: Callable[[str], bool] = _real) -> Pattern:
    return Pattern(kind, tuple(hints.split()), re.compile(regex), accepts)


PREFIXED = (
    _pattern("GitHub token", "ghp_ gho_ ghu_ ghs_ ghr_", r"gh[pousr]_([A-Za-z0-9]{30,251})"),
    _pattern("GitHub token", "github_pat_", r"github_pat_([A-Za-z0-9_]{50,244})"),
    _pattern(
        "GitLab token", "gl", r"gl(?:pat|dt|ft|soat|rt|cbt|ptt|agent|oas|imt|ffct)-([A-Za-z0-9_.-]{20,100})", _mixed
    ),
    _pattern(
        "AWS access key",
        "AKIA ASIA ABIA ACCA",
        _BOUND + r"(?:AKIA|ASIA|ABIA|ACCA)([A-Z0-9]{16})(?![A-Za-z0-9])",
    ),
    _pattern("Anthropic API key", "sk-ant-", r"sk-ant-(?:[a-z]{2,8}\d\d-)?([A-Za-z0-9_-]{20,200})", _mixed),
    _pattern("OpenRouter API key", "sk-or-", r"sk-or-v\d-([0-9a-f]{40,80})"),
    _pattern("Langfuse secret key", "sk-lf-", r"sk-lf-([0-9a-f]{8}-[0-9a-f-]{27})"),
    _pattern("OpenAI API key", "sk-", _BOUND + r"sk-(?:proj|svcacct|admin|None)-([A-Za-z0-9_-]{20,300})", _mixed),
    _pattern("OpenAI API key", "sk-", _BOUND + r"sk-([A-Za-z0-9]{20,200})", _mixed),
    _pattern("Slack token", "xox", r"xox[abceoprs](?:\.xox[bp])?-((?=[A-Za-z-]{0,40}\d)[A-Za-z0-9-]{20,250})"),
    _pattern("Slack token", "xapp-", r"xapp-\d-([A-Za-z0-9-]{20,250})", _mixed),
    _pattern("Slack webhook", "hooks.slack.com", r"hooks\.slack\.com/[a-z]{2,12}/T\w{6,14}/[BA]?\w{6,14}/(\w{20,60})"),
    _pattern("Stripe secret key", "sk_live_ sk_test_ rk_live_ rk_test_", r"[sr]k_(?:live|test)_([A-Za-z0-9]{16,247})"),
    _pattern("webhook signing secret", "whsec_", r"whsec_([A-Za-z0-9+/=]{24,100})", _mixed),
    _pattern("Google API key", "AIza", r"AIza([A-Za-z0-9_-]{35})", _mixed),
    _pattern("Google OAuth secret", "GOCSPX-", r"GOCSPX-([A-Za-z0-9_-]{24,40})"),
    _pattern("Google OAuth token", "ya29.", _BOUND + r"ya29\.([A-Za-z0-9_-]{20,300})", _mixed),
    _pattern("private key", "PRIVATE", _KEY_HEADER, _key_body),
    _pattern("private key", "Private-Lines", r"Private-Lines: \d{1,4}((?s:.){0,200})", _key_body),
    _pattern("private key", "AGE-SECRET-KEY-", r"AGE-SECRET-KEY-1([A-Z0-9]{50,60})"),
    _pattern(
        "JSON web token",
        "eyJ",
        r"(?<![A-Za-z0-9_-])(eyJ[A-Za-z0-9_-]{8,500}\.[A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]{10,1000})",
        _web_token,
    ),
    _pattern("npm token", "npm_", r"npm_([A-Za-z0-9]{36})", _mixed),
    _pattern("PyPI token", "pypi-Ag", r"pypi-Ag([A-Za-z0-9_-]{50,400})", _mixed),
    _pattern("Hugging Face token", "hf_ api_org_", r"(?:hf|api_org)_([A-Za-z0-9]{30,100})", _mixed),
    _pattern("CommonTrace API key", "ct_", r"ct_[a-z0-9]{1,20}_([A-Za-z0-9]{12}_[A-Za-z0-9]{32}_[A-Za-z0-9]{6})"),
    _pattern("Twilio credential", "SK AC", _BOUND + r"(?:SK|AC)([0-9a-f]{32})(?![A-Za-z0-9])", _mixed),
    _pattern("SendGrid API key", "SG.", _BOUND + r"SG\.([A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{32,64})", _mixed),
    _pattern("Azure storage key", "AccountKey", r"AccountKey ?= ?([A-Za-z0-9+/]{80,88}={0,2})"),
    _pattern("Azure client secret", "Q~", _BOUND + r"([A-Za-z0-9_~.-]{3}\dQ~[A-Za-z0-9_~.-]{31,34})", _mixed),
    _pattern("Azure SAS signature", "sig=", r"(?<![a-z])sig=([A-Za-z0-9+/]{43}=|[A-Za-z0-9+/%]{43,80}%3[Dd])", _mixed),
    _pattern("Discord webhook", "api/webhooks/", r"api/webhooks/\d{15,20}/([A-Za-z0-9_-]{50,90})", _mixed),
    _pattern("DigitalOcean token", "_v1_", r"do[opr]_v1_([a-f0-9]{64})"),
    _pattern("Docker token", "dckr_", r"dckr_[a-z]{3}_([A-Za-z0-9_-]{24,40})", _mixed),
    _pattern("Shopify token", "shp", r"shp(?:at|ca|pa|ss)_([a-fA-F0-9]{32})"),
    _pattern("Vault token", "hv", _BOUND + r"hv[sbr]\.([A-Za-z0-9_-]{24,300})", _mixed),
    _pattern("Databricks token", "dapi", r"dapi([a-f0-9]{32})", _mixed),
    _pattern("Linear API key", "lin_api_", r"lin_api_([A-Za-z0-9]{32,60})", _mixed),
    _pattern("Notion token", "ntn_ secret_", r"(?:ntn|secret)_([A-Za-z0-9]{40,60})", _mixed),
    _pattern("Grafana token", "glsa_ glc_", r"(?:glsa|glc)_([A-Za-z0-9_+/=]{32,300})", _mixed),
    _pattern("Sentry token", "sntr", r"sntr[ysu]_([A-Za-z0-9_+/=]{40,400})", _mixed),
    _pattern("Terraform token", ".atlasv1.", r"\.atlasv1\.([A-Za-z0-9_-]{50,100})"),
    _pattern("Postman API key", "PMAK-", r"PMAK-([a-f0-9]{24}-[a-f0-9]{34})"),
    _pattern("Mailgun API key", "key-", _BOUND + r"key-([a-f0-9]{32})(?![A-Za-z0-9])", _mixed),
    _pattern("Groq API key", "gsk_", r"gsk_([A-Za-z0-9]{40,80})", _mixed),
    _pattern("xAI API key", "xai-", r"xai-([A-Za-z0-9]{60,100})", _mixed),
    _pattern("Replicate token", "r8_", _BOUND + r"r8_([A-Za-z0-9]{37})", _mixed),
    _pattern("Perplexity API key", "pplx-", r"pplx-([A-Za-z0-9]{40,60})", _mixed),
    _pattern("Supabase key", "sb_secret_ sbp_", r"(?:sb_secret|sbp)_([A-Za-z0-9_-]{28,60})", _mixed),
    _pattern("PlanetScale secret", "pscale_", r"pscale_[a-z]{2,5}_([A-Za-z0-9_.-]{30,60})", _mixed),
    _pattern("Doppler token", "dp.", _BOUND + r"dp\.[a-z]{2,5}\.([A-Za-z0-9_.-]{40,60})", _mixed),
    _pattern("New Relic key", "NRA", r"NRA[KA]-([A-Z0-9]{27})", _mixed),
    _pattern("Atlassian token", "ATATT3", r"ATATT3([A-Za-z0-9_=-]{50,300})", _mixed),
    _pattern("Figma token", "figd_", r"figd_([A-Za-z0-9_-]{36,60})", _mixed),
    _pattern("Airtable token", "pat", _BOUND + r"pat([A-Za-z0-9]{14}\.[a-f0-9]{64})"),
    _pattern("RubyGems key", "rubygems_", r"rubygems_([a-f0-9]{48})"),
    _pattern("crates.io token", "cio", _BOUND + r"cio([A-Za-z0-9]{32})(?![A-Za-z0-9])", _mixed),
    _pattern("LangSmith key", "lsv2_", r"lsv2_[a-z]{2}_([a-f0-9]{32}_[a-f0-9]{10})"),
    _pattern("Pinecone API key", "pcsk_", r"pcsk_([A-Za-z0-9_]{40,100})", _mixed),
)

LOOSE = (
    _pattern("Telegram bot token", ":", r"(?<!\d)\d{8,10}:([A-Za-z0-9_-]{35})(?![A-Za-z0-9_-])", _mixed),
    _pattern(
        "Discord bot token",
        ".",
        r"(?<![A-Za-z0-9_-])([MNO][A-Za-z0-9_-]{23,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,40})(?![A-Za-z0-9_-])",
        _bot_token,
    ),
)
