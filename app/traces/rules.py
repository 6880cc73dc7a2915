"""What is derived from a trace's content when it comes in. Pure; the numbers are those of the v1 wire contract."""

import hashlib
import json
import math
import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from app.tags.rules import name_of

VISIBLE, UNDER_REVIEW, QUARANTINED, REMOVED = "visible", "under_review", "quarantined", "removed"
STATUSES = ("pending", "validated", "disputed")
SEARCHABLE = frozenset({VISIBLE})
READABLE = frozenset({VISIBLE, UNDER_REVIEW})
PRESENT = frozenset({VISIBLE, UNDER_REVIEW, QUARANTINED})

_VERSION_LIKE = re.compile(r"(?:==|@|:|\^|~)\s?\d+\.\d+")
_FENCE = re.compile(r"^\s*```\s*([A-Za-z0-9+#-]+)", re.MULTILINE)

_FENCE_LANGUAGES = {
    "bash": "shell", "console": "shell", "sh": "shell", "zsh": "shell",
    "cs": "csharp", "golang": "go", "js": "javascript", "jsx": "javascript",
    "kt": "kotlin", "py": "python", "python3": "python", "rb": "ruby", "rs": "rust", "ts": "typescript",
    "tsx": "typescript",
}  # fmt: skip
_LANGUAGES = frozenset(
    {"c", "cpp", "csharp", "dart", "elixir", "go", "java", "javascript", "kotlin", "php", "python", "ruby", "rust",
     "scala", "shell", "sql", "swift", "typescript"}
)  # fmt: skip
_FRAMEWORKS = frozenset(
    {"angular", "axum", "django", "express", "fastapi", "flask", "laravel", "nestjs", "next.js", "nuxt", "rails",
     "react", "spring", "sqlalchemy", "svelte", "vue"}
)  # fmt: skip
_OPERATING_SYSTEMS = frozenset({"linux", "macos", "windows"})
_PACKAGE_MANAGERS = frozenset({"cargo", "maven", "npm", "pip", "pnpm", "poetry", "uv", "yarn"})
FINGERPRINT_FIELDS: Mapping[str, frozenset[str]] = {
    "language": _LANGUAGES,
    "framework": _FRAMEWORKS,
    "os": _OPERATING_SYSTEMS,
    "package_manager": _PACKAGE_MANAGERS,
    "runtime": frozenset({"bun", "deno", "node"}),
    "environment": frozenset({"ci", "docker", "kubernetes"}),
}

_HALF_LIVES = {
    180: {"react", "vue", "next", "next.js", "nuxt", "svelte", "angular"},
    270: {"tailwind", "css"},
    365: {"fastapi", "django", "flask", "express", "rails", "spring", "node", "python", "javascript", "typescript",
          "rust", "go"},
    548: {"aws", "gcp"},
    730: {"docker", "kubernetes", "postgres", "postgresql", "redis", "nginx", "linux", "terraform"},
}  # fmt: skip
DEFAULT_HALF_LIFE_DAYS = 365

_CRITICAL_TAGS = frozenset({"security", "authentication", "authorization", "encryption", "vulnerability", "cve"})
_HIGH_TAGS = frozenset({"error", "crash", "bug", "fix", "regression", "migration", "deployment", "production"})
_LOW_TAGS = frozenset({"style", "formatting", "lint", "refactor", "cleanup", "typo"})
_HIGH_PATTERNS = frozenset({"error_resolution", "prediction_error", "approach_reversal"})

_SOMATIC_BASE = {
    "security_hardening": 0.8, "prediction_error": 0.7, "error_resolution": 0.6,
    "approach_reversal": 0.5, "migration_pattern": 0.5, "user_correction": 0.5, "post_turn_revision": 0.5,
    "dependency_resolution": 0.4, "test_fix_cycle": 0.4, "user_emphasis": 0.4, "infra_discovery": 0.4,
    "research_then_implement": 0.3, "config_discovery": 0.3,
}  # fmt: skip
_SOMATIC_DEFAULT = 0.2


def content_hash(title: str, context_text: str, solution_text: str) -> bytes:
    """SHA-256 by which exact duplicates are known: Unicode form, line ends and blanks at the edges don't count.

    Case, indentation and line breaks do: in code they are the difference.
    """
    normal = [
        "\n".join(line.rstrip() for line in unicodedata.normalize("NFC", part).strip().splitlines())
        for part in (title, context_text, solution_text)
    ]
    return hashlib.sha256("\x00".join(normal).encode()).digest()


def document_hash(
    title: str, context_text: str, solution_text: str, tags: Iterable[str], metadata: Mapping[str, Any]
) -> bytes:
    """SHA-256 of everything that a revision records, to the letter."""
    parts = [title, context_text, solution_text, list(tags), dict(metadata)]
    # Not by orjson: the database gives back large numbers as integers that it refuses.
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).digest()


def embedding_text(title: str, context_text: str, solution_text: str) -> str:
    """The whole text that a trace's vector is made of, and by whose hash it is kept."""
    return f"{title}\n{context_text}\n{solution_text}"


def embedding_head(title: str, context_text: str) -> str:
    """What says what a trace is about; its vector has half the say."""
    return f"{title}\n{context_text}"


def text_hash(text: str) -> bytes:
    """SHA-256 under which the vector of a text is kept."""
    return hashlib.sha256(text.encode()).digest()


def context_fingerprint(metadata: Mapping[str, Any], tags: Iterable[str], solution_text: str) -> dict[str, Any]:
    """Where a trace applies: as the metadata says, else by known names among the tags, else by the first code fence.

    Whoever says it, a language is called what tags call it.
    """
    names = list(tags)
    found: dict[str, Any] = {}
    for field, known in FINGERPRINT_FIELDS.items():
        stated = metadata.get(field)
        if isinstance(stated, str) and stated.strip():
            found[field] = name_of(stated)
        elif tag := next((name for name in names if name in known), None):
            found[field] = tag
    if "language" not in found and (language := _fence_language(solution_text)):
        found["language"] = language
    return found


def domains(tags: Iterable[str], fingerprint: Mapping[str, Any] | None) -> tuple[str, ...]:
    """The fields in which a trace says something of its author: languages and frameworks, else all of its tags.

    Sorted; none for a trace without any.
    """
    names = list(tags)
    known = {name for name in names if name in _LANGUAGES or name in _FRAMEWORKS}
    known |= {str(found) for field in ("language", "framework") if (found := (fingerprint or {}).get(field))}
    return tuple(sorted(name[:50] for name in known or names))


def depth_score(solution_text: str, metadata: Mapping[str, Any], fingerprint: Mapping[str, Any]) -> int:
    """0..4, one each for: an error message, a language with framework or versions, over 200 characters, a version."""
    return sum(
        (
            bool(metadata.get("error_message")),
            bool(fingerprint.get("language") and (fingerprint.get("framework") or metadata.get("versions"))),
            len(solution_text) > 200,
            _VERSION_LIKE.search(solution_text) is not None,
        )
    )


def somatic_intensity(metadata: Mapping[str, Any]) -> float:
    """0..1: how much the lesson cost, from the pattern in which it was found and the effort reported with it."""
    raised = (
        _SOMATIC_BASE.get(str(metadata.get("detection_pattern")), _SOMATIC_DEFAULT)
        + min(0.2, 0.03 * _number(metadata, "error_count"))
        + min(0.15, 0.005 * _number(metadata, "time_to_resolution_minutes"))
        + min(0.1, 0.01 * _number(metadata, "iteration_count"))
        + min(0.15, 0.15 * _number(metadata, "user_emphasis"))
    )
    return round(min(1.0, raised), 4)


def impact_level(tags: Iterable[str], metadata: Mapping[str, Any]) -> str:
    """critical, high, normal or low."""
    names = set(tags)
    pattern = metadata.get("detection_pattern")
    if names & _CRITICAL_TAGS or pattern == "security_hardening":
        return "critical"
    laborious = _number(metadata, "error_count") > 5 or _number(metadata, "time_to_resolution_minutes") > 60
    if names & _HIGH_TAGS or pattern in _HIGH_PATTERNS or laborious:
        return "high"
    return "low" if names & _LOW_TAGS else "normal"


def half_life_days(tags: Iterable[str]) -> int:
    """After how many days half of a trace's freshness is gone: the shortest that any of its tags asks for."""
    names = set(tags)
    return min((days for days, group in _HALF_LIVES.items() if names & group), default=DEFAULT_HALF_LIFE_DAYS)


def outcome_summary(
    worked: int, tried: int, last_worked_at: datetime | None, on: Mapping[str, Any] | None, now: datetime
) -> str | None:
    """Such as `worked for 12 of 14, last 3 days ago, on python 3.13`; None when nobody applied it."""
    if not tried:
        return None
    parts = [f"worked for {worked} of {tried}"]
    if last_worked_at is not None:
        days = max(0, (now - last_worked_at).days)
        parts.append("last today" if days == 0 else f"last {days} day{'s' if days > 1 else ''} ago")
        if on and (where := _where(on)):
            parts.append(f"on {where}")
    return ", ".join(parts)


def _fence_language(text: str) -> str | None:
    for match in _FENCE.finditer(text):
        name = match.group(1).lower()
        language = _FENCE_LANGUAGES.get(name, name)
        if language in _LANGUAGES:
            return language
    return None


def _number(metadata: Mapping[str, Any], field: str) -> float:
    """A non-negative number from metadata that clients fill freely; 0 for anything else."""
    value = metadata.get(field)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return float(value is True)
    return max(0.0, float(value))


def _where(environment: Mapping[str, Any]) -> str:
    versions = environment.get("versions")
    named = versions if isinstance(versions, Mapping) else {}
    language, framework = environment.get("language"), environment.get("framework")
    found = [
        f"{name} {named.get(name, '')}".strip() for name in (language, framework) if isinstance(name, str) and name
    ]
    if not found:
        found = [f"{name} {version}" for name, version in list(named.items())[:2]]
    if isinstance(environment.get("os"), str):
        found.append(environment["os"])
    return ", ".join(found)
