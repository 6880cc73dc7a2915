"""Arguments of a tool call, read forgivingly: models send null for a default and text for a list."""

import json
import uuid
from collections.abc import Mapping, Sequence
from typing import Any


class BadArgument(Exception):
    """An argument that can't be used. The message is for the model, which can mend it."""


class Arguments:
    """What a tool was called with. Names it doesn't know are ignored."""

    def __init__(self, given: Mapping[str, Any] | None) -> None:
        self._given = {name: value for name, value in (given or {}).items() if value is not None}

    def text(self, name: str, maximum: int) -> str:
        """Text, "" when absent. Raises BadArgument for other types, and beyond `maximum` characters."""
        value = self._given.get(name, "")
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str):
            raise BadArgument(f"{name} must be text.")
        if len(value) > maximum:
            raise BadArgument(f"{name} must have at most {maximum} characters, has {len(value)}.")
        # What JSON can carry and UTF-8 can't.
        return value.encode("utf-8", "replace").decode()

    def required(self, name: str, maximum: int) -> str:
        value = self.text(name, maximum)
        if not value.strip():
            raise BadArgument(f"{name} is required.")
        return value

    def choice(self, name: str, among: Sequence[str]) -> str:
        value = self.text(name, 100).strip().lower()
        if value not in among:
            raise BadArgument(f"{name} must be one of: {', '.join(among)}.")
        return value

    def trace_id(self, name: str = "trace_id") -> str:
        """A trace's id, also as `trace://` address."""
        value = self.required(name, 200).strip().removeprefix("trace://")
        try:
            return str(uuid.UUID(value))
        except ValueError:
            raise BadArgument(f"{name} must be the id of a trace, as search_traces shows it.") from None

    def number(self, name: str, default: int, least: int, most: int) -> int:
        """A whole number, brought within `least` and `most`."""
        value = self._given.get(name, default)
        if isinstance(value, str) or (isinstance(value, float) and value.is_integer()):
            try:
                value = int(value)
            except ValueError:
                value = None
        if not isinstance(value, int) or isinstance(value, bool):
            raise BadArgument(f"{name} must be a whole number.")
        return min(max(value, least), most)

    def flag(self, name: str, *, default: bool) -> bool:
        value = self._given.get(name, default)
        if isinstance(value, str) and value.lower() in {"true", "false"}:
            value = value.lower() == "true"
        if not isinstance(value, bool):
            raise BadArgument(f"{name} must be true or false.")
        return value

    def texts(self, name: str, most: int, maximum: int) -> list[str]:
        """The first `most` texts of a list; also from JSON in a text, or from words between commas."""
        value = self._parsed(name)
        if isinstance(value, str):
            value = [part.strip() for part in value.split(",")]
        if not isinstance(value, list) or not all(isinstance(each, (str, int, float)) for each in value):
            raise BadArgument(f"{name} must be a list of texts.")
        found = [str(each).encode("utf-8", "replace").decode()[:maximum] for each in value if str(each).strip()]
        return found[:most]

    def mapping(self, name: str) -> dict[str, Any]:
        """A JSON object, {} when absent; also from JSON in a text."""
        value = self._parsed(name) or {}
        if not isinstance(value, dict):
            raise BadArgument(f"{name} must be an object.")
        return value

    def _parsed(self, name: str) -> Any:
        value = self._given.get(name, [])
        if isinstance(value, str) and value.lstrip()[:1] in {"[", "{"}:
            try:
                return json.loads(value)
            except (ValueError, RecursionError):
                return value
        return value
