"""Where libraries are published, and under which names. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

PYPI, NPM = "pypi", "npm"

_GRAMMARS = {
    # The name rule of Python's core metadata.
    PYPI: re.compile(r"(?=.{1,100}\Z)[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?"),
    # The rule for new npm packages, less the leading marks that a command would take for an option or a path.
    NPM: re.compile(r"(?=.{1,214}\Z)(?:@[a-z0-9][a-z0-9._~-]*/)?[a-z0-9][a-z0-9._~-]*"),
}

_PROGRAMS = frozenset(
    {"android", "bash", "bun", "chrome", "chromium", "curl", "debian", "deno", "docker", "docker-compose",
     "elasticsearch", "firefox", "gcc", "git", "github-actions", "go", "golang", "helm", "ios", "java", "jdk",
     "kafka", "kubernetes", "linux", "macos", "mariadb", "mongodb", "mysql", "nginx", "node", "node.js", "nodejs",
     "openssl", "php", "postgres", "postgresql", "powershell", "prometheus", "python", "python3", "rabbitmq", "redis",
     "ruby", "rust", "safari", "sqlite", "ssh", "sudo", "systemd", "terraform", "ubuntu", "windows", "xcode", "zsh"}
)  # fmt: skip
"""Whose namesakes in a registry are something else, such as a client, with versions of their own."""

_PYPI_NAMES = frozenset(
    {"alembic", "celery", "django", "fastapi", "flask", "langchain", "marshmallow", "numpy", "openai", "pandas",
     "polars", "psycopg", "psycopg2", "pydantic", "pytest", "pytorch", "scikit-learn", "scipy", "sqlalchemy",
     "starlette", "tensorflow", "torch", "transformers", "uvicorn", "werkzeug"}
)  # fmt: skip
_NPM_NAMES = frozenset(
    {"angular", "axios", "electron", "eslint", "express", "jest", "mongoose", "next", "next.js", "nuxt", "prisma",
     "react", "react-dom", "react-router", "svelte", "tailwind", "tailwindcss", "typescript", "vite", "vitest", "vue",
     "webpack"}
)  # fmt: skip
_PUBLISHED_AS = {"pytorch": "torch", "sklearn": "scikit-learn", "next.js": "next", "tailwind": "tailwindcss"} | {
    "angular": "@angular/core"
}

_SPOKEN_IN = {"python": PYPI, "javascript": NPM, "typescript": NPM}
_INSTALLED_BY = {"pip": PYPI, "poetry": PYPI, "uv": PYPI, "npm": NPM, "pnpm": NPM, "yarn": NPM}
_RUN_BY = {"node": NPM, "bun": NPM, "deno": NPM}


@dataclass(frozen=True, order=True)
class Library:
    """A name as the registry of its ecosystem knows it."""

    ecosystem: str
    name: str


def published(ecosystem: str, name: str) -> Library | None:
    """The library that a name means to an ecosystem's own client, None where its grammar forbids the name."""
    if not _GRAMMARS[ecosystem].fullmatch(name):
        return None
    return Library(ecosystem, re.sub(r"[-_.]+", "-", name).lower() if ecosystem == PYPI else name)


def mentioned(name: str, ecosystem: str | None) -> Library | None:
    """The library that a name in prose, a tag or metadata means, None where that can't be told.

    `ecosystem` is that of the trace; names known to everybody are told without one.
    """
    plain = name.strip().lower()
    if plain in _PROGRAMS:
        return None
    if plain in _PYPI_NAMES:
        ecosystem = PYPI
    elif plain in _NPM_NAMES:
        ecosystem = NPM
    return published(ecosystem, _PUBLISHED_AS.get(plain, plain)) if ecosystem else None


def ecosystem_of(fingerprint: Mapping[str, Any]) -> str | None:
    """Where a trace's libraries come from, by its language, else by its package manager or runtime."""
    if language := fingerprint.get("language"):
        return _SPOKEN_IN.get(str(language))
    return _INSTALLED_BY.get(str(fingerprint.get("package_manager"))) or _RUN_BY.get(str(fingerprint.get("runtime")))
