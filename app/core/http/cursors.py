"""Where the next page of a list begins, on the wire: opaque, and only good for the list that gave it."""

import base64
import uuid
from datetime import UTC, datetime
from typing import Any

from marshmallow import ValidationError, fields

from app.core.paging import Position


class Cursor(fields.String):
    """A `Position` as text."""

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        position: Position | None = value
        if position is None:
            return None
        text = f"{position.at.astimezone(UTC).isoformat()} {position.id}"
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        try:
            at, id_ = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True).decode().split(" ")
            position = Position(datetime.fromisoformat(at), uuid.UUID(id_))
        except ValueError:
            raise ValidationError("Must be the `next_before` of the page before.") from None
        if position.at.tzinfo is None:
            raise ValidationError("Must be the `next_before` of the page before.")
        return position
