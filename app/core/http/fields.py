"""Marshmallow fields and rules that every schema shares."""

import json
from datetime import UTC, datetime
from typing import Any

import marshmallow as ma
from email_validator import EmailNotValidError, validate_email
from marshmallow import ValidationError, fields, validate

MAX_JSON_DEPTH = 32
EARLIEST, LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
"""Times outside are mistakes, and some of them couldn't be read back from the database."""


class RequestSchema(ma.Schema):
    """A request body. Fields that we don't know are ignored, as existing clients send some."""

    class Meta:
        unknown = ma.EXCLUDE


class Text(fields.String):
    """Text that Postgres and JSON can hold: no NUL, no lone surrogate; not blank unless `blank=True`."""

    def __init__(self, *, minimum: int = 0, maximum: int, blank: bool = False, **options: Any) -> None:
        rules = [validate.Length(min=minimum, max=maximum), *filter(None, [options.pop("validate", None)])]
        super().__init__(validate=rules, **options)
        self._blank = blank

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        check_storable(text)
        if not self._blank and not text.strip():
            raise ValidationError("Must not be blank.")
        return text


class Name(Text):
    """A line of text to call somebody by: visible characters only, so that it is what it looks like."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        name = " ".join(super()._deserialize(value, attr, data, **kwargs).split(" ")).strip()
        if not name.isprintable():
            raise ValidationError("Must not contain control or invisible characters.")
        return name


class Texts(fields.List[str]):
    """A list of texts, whose number is checked before any of them is looked at."""

    def __init__(self, *, most: int, item_maximum: int, **options: Any) -> None:
        super().__init__(Text(maximum=item_maximum, blank=True), **options)
        self._most = most

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[Any]:
        if isinstance(value, list) and len(value) > self._most:
            raise ValidationError(f"Must have at most {self._most} items, has {len(value)}.")
        found: list[Any] = super()._deserialize(value, attr, data, **kwargs)
        return found


class OneOrMore(fields.List[Any]):
    """One value or a list of them; None, like nothing at all, for no value. Out comes a list, or None."""

    def __init__(self, inner: fields.Field[Any], *, most: int, **options: Any) -> None:
        options.setdefault("load_default", None)
        super().__init__(inner, allow_none=True, **options)
        self._most = most

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[Any]:
        values = value if isinstance(value, list) else [value]
        if len(values) > self._most:
            raise ValidationError(f"Must have at most {self._most} items, has {len(values)}.")
        found: list[Any] = super()._deserialize(values, attr, data, **kwargs)
        return found


class JsonObject(fields.Dict):
    """A free JSON object: storable text throughout, bounded depth and, when given, bounded size as JSON."""

    def __init__(self, *, max_characters: int | None = None, **options: Any) -> None:
        super().__init__(**options)
        self._max_characters = max_characters

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> dict[str, Any]:
        found: dict[str, Any] = super()._deserialize(value, attr, data, **kwargs)
        _check_json(found, depth=1)
        if self._max_characters is not None:
            size = len(json.dumps(found, ensure_ascii=False, separators=(",", ":")))
            if size > self._max_characters:
                raise ValidationError(f"Must be at most {self._max_characters} characters as JSON, is {size}.")
        return found


class Email(fields.String):
    """A syntactically valid address outside special-use domains, in normal form."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        try:
            return validate_email(text, check_deliverability=False).normalized
        except EmailNotValidError as error:
            raise ValidationError(f"Not a valid e-mail address: {error}") from error


class UtcDateTime(fields.AwareDateTime):
    """ISO 8601. In: a naive time is taken as UTC. Out: always `...Z`."""

    def __init__(self, **options: Any) -> None:
        super().__init__(format="iso", default_timezone=UTC, **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:
        try:
            at: datetime = super()._deserialize(value, attr, data, **kwargs).astimezone(UTC)
        except OverflowError:
            at = datetime.min.replace(tzinfo=UTC)
        if not EARLIEST <= at <= LATEST:
            raise ValidationError(f"Must be between {EARLIEST.year} and {LATEST.year}.")
        return at

    def _serialize(self, value: datetime | None, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return None if value is None else value.astimezone(UTC).isoformat().replace("+00:00", "Z")


class OffsetDateTime(fields.Field[datetime]):
    """Out: ISO 8601 with `+00:00`, as contract v1 has it for operators."""

    def _serialize(self, value: datetime | None, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return None if value is None else value.astimezone(UTC).isoformat()


def check_storable(text: str) -> None:
    """Raises ValidationError for characters that can't be stored or sent on."""
    if "\x00" in text:
        raise ValidationError("Must not contain NUL characters.")
    if not text.isascii() and any("\ud800" <= c <= "\udfff" for c in text):
        raise ValidationError("Must not contain lone surrogates.")


def _check_json(value: Any, depth: int) -> None:
    if depth > MAX_JSON_DEPTH:
        raise ValidationError(f"Must not be nested deeper than {MAX_JSON_DEPTH} levels.")
    if isinstance(value, str):
        check_storable(value)
    elif isinstance(value, dict):
        for key, inner in value.items():
            check_storable(key)
            _check_json(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            _check_json(inner, depth + 1)
