"""What services raise. `core.http.problems` alone turns these into HTTP answers."""

from dataclasses import dataclass
from typing import Any, ClassVar


class ConfigurationError(Exception):
    """The process can't start as it is set up; the message names the setting."""


@dataclass(frozen=True)
class FieldError:
    """One fault in a request. `field` is a dotted path such as `tags.2`; `code` is stable, `message` is for people."""

    field: str
    message: str
    code: str = "invalid"


class DomainError(Exception):
    """A refusal that a client can act on. `code` is stable on the wire; the message is what clients print."""

    status: ClassVar[int] = 400
    code: ClassVar[str] = "bad_request"
    title: ClassVar[str] = "Bad request"

    def __init__(self, detail: str, *, errors: tuple[FieldError, ...] = (), retry_after: int | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.errors = errors
        self.retry_after = retry_after

    @property
    def extra(self) -> dict[str, Any]:
        """Further members of the problem document."""
        return {}


class NotAuthenticated(DomainError):
    status, code, title = 401, "not_authenticated", "Not authenticated"


class Forbidden(DomainError):
    status, code, title = 403, "forbidden", "Forbidden"


class NotFound(DomainError):
    status, code, title = 404, "not_found", "Not found"


class Conflict(DomainError):
    status, code, title = 409, "conflict", "Conflict"


class PreconditionFailed(DomainError):
    """What the request was made for has changed since."""

    status, code, title = 412, "precondition_failed", "Precondition failed"


class PreconditionRequired(DomainError):
    """The request must say what state it was made for."""

    status, code, title = 428, "precondition_required", "Precondition required"


class Invalid(DomainError):
    status, code, title = 422, "invalid_request", "Invalid request"


class Unavailable(DomainError):
    """Something outside is down; the same request may succeed after `retry_after` seconds."""

    status, code, title = 503, "unavailable", "Temporarily unavailable"
