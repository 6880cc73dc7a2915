"""The plans of `plans.toml`: what a contributor's keys may do."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app.core.errors import ConfigurationError
from app.core.limits.rules import Rate

ANONYMOUS, FREE, PRO, UNLIMITED = "anonymous", "free", "pro", "unlimited"
NAMES = (ANONYMOUS, FREE, PRO, UNLIMITED)
READ, WRITE = "read", "write"
"""Classes of operations, counted apart."""
OPERATIONS = (READ, WRITE)

FILE = Path(__file__).parent / "plans.toml"


@dataclass(frozen=True)
class Allowance:
    """`rate` None: as fast as the server goes; `monthly` None: as many as one likes."""

    rate: Rate | None = None
    monthly: int | None = None


@dataclass(frozen=True)
class Plan:
    """`max_keys` are keys that work at one time; `page_size` bounds how many entries a list or search gives."""

    name: str
    title: str
    max_keys: int
    page_size: int
    read: Allowance
    write: Allowance

    def allowance(self, operation: str) -> Allowance:
        return self.write if operation == WRITE else self.read


def load(
    path: Path = FILE, *, free_reads_per_minute: int | None = None, free_writes_per_minute: int | None = None
) -> Mapping[str, Plan]:
    """All plans by name. Raises ConfigurationError that says what is wrong in the file, and where."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationError(f"PLANS_FILE {path}: {error}") from error
    missing = [name for name in NAMES if name not in content]
    unknown = [name for name in content if name not in NAMES]
    if missing or unknown:
        raise ConfigurationError(f"PLANS_FILE {path}: needs exactly the plans {', '.join(NAMES)}")
    plans = {name: _plan(path, name, fields) for name, fields in content.items()}
    free = plans[FREE]
    plans[FREE] = replace(
        free,
        read=_at(free.read, free_reads_per_minute),
        write=_at(free.write, free_writes_per_minute),
    )
    return plans


def _at(allowance: Allowance, per_minute: int | None) -> Allowance:
    return allowance if per_minute is None else replace(allowance, rate=Rate(per_minute, per_minute))


def _plan(path: Path, name: str, fields: Mapping[str, Any]) -> Plan:
    try:
        return Plan(
            name=name,
            title=str(fields["title"]),
            max_keys=_positive(fields, "max_keys"),
            page_size=_positive(fields, "page_size"),
            **{operation: _allowance(fields.get(operation, {})) for operation in OPERATIONS},
        )
    except (KeyError, TypeError, ValueError) as error:
        problem = f"{error} is missing" if isinstance(error, KeyError) else str(error)
        raise ConfigurationError(f"PLANS_FILE {path}: [{name}] {problem}") from error


def _allowance(fields: Mapping[str, Any]) -> Allowance:
    limited = "per_minute" in fields or "burst" in fields
    return Allowance(
        rate=Rate(_positive(fields, "per_minute"), _positive(fields, "burst")) if limited else None,
        monthly=_positive(fields, "monthly") if "monthly" in fields else None,
    )


def _positive(fields: Mapping[str, Any], name: str) -> int:
    value = fields[name]
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ValueError(f"{name} must be a whole number above 0, is {value!r}")
    return value
