"""What the API's description says of refusals: every status that an operation can answer with, and no other.

A route declares what is particular to it, `blueprint.alt_response(409, schema=ProblemOut)` for example; what holds for
all routes of a kind is added here.
"""

from collections.abc import Mapping
from typing import Any

from apispec import APISpec, BasePlugin
from werkzeug.routing import Rule

PROBLEM, JSON = "application/problem+json", "application/json"

_SECONDS = {"schema": {"type": "integer"}, "description": "Seconds after which the same call may pass"}
_REFUSALS: Mapping[int, tuple[str, str]] = {
    401: ("NotAuthenticated", "There is no key, or it is wrong, expired or revoked"),
    403: ("Forbidden", "Not with this key, or not for who holds it"),
    404: ("NotFound", "There is nothing of that id, or nothing that the caller may know of"),
    408: ("RequestTimeout", "The rest of the request didn't arrive in time"),
    413: ("BodyTooLarge", "The body is larger than 1 MiB"),
    422: ("Invalid", "What was sent makes no sense; `errors` says which fields"),
    429: ("TooManyRequests", "More calls than the plan or, without a key, the address may make"),
    503: ("Unavailable", "Something that this needs is out of reach"),
}
# Answered by the server before the application, and so not as problem documents.
_NOT_HTTP = {"description": "This isn't HTTP, a header with control characters for example"}
_URI_TOO_LONG = {"description": "The path or the query is too long"}


class Refusals(BasePlugin):
    """Adds them to each operation, and gives it its function's name as its id."""

    def operation_helper(
        self, path: str | None = None, operations: dict[Any, Any] | None = None, **kwargs: Any
    ) -> None:
        rule: Rule = kwargs["rule"]
        for operation in (operations or {}).values():
            operation["operationId"] = operation_id(rule.endpoint)
            self._complete(operation, has_parts="{" in (path or ""))

    def _complete(self, operation: dict[str, Any], *, has_parts: bool) -> None:
        responses: dict[Any, Any] = operation.setdefault("responses", {})
        for status, response in list(responses.items()):
            content = response.get("content", {}) if isinstance(response, dict) else {}
            if str(status).isdecimal() and int(status) >= 400 and JSON in content:
                responses[status] = {**response, "content": {PROBLEM: content[JSON]}}
        statuses = {401, 429, 503}
        has_key = operation.get("security") != []
        has_query = any(each.get("in") == "query" for each in operation.get("parameters", ()))
        statuses |= {403} if has_key else set()
        statuses |= {404} if has_parts else set()
        statuses |= {408, 413} if "requestBody" in operation else set()
        statuses |= {422} if "requestBody" in operation or has_query else set()
        for status in sorted(statuses):
            # One of the route's own says more; of the framework's for 422 it says less.
            if status == 422 or not _has(responses, status):
                _replace(responses, status, {"$ref": f"#/components/responses/{_REFUSALS[status][0]}"})
        _replace(responses, 400, _NOT_HTTP)
        if has_parts or has_query:
            _replace(responses, 414, _URI_TOO_LONG)


def register_refusals(spec: APISpec) -> None:
    """What operations refer to. Call it before routes are registered."""
    # Put there by the framework, as the form of its errors.
    schema = {"$ref": "#/components/schemas/ProblemOut"}
    for status, (name, description) in _REFUSALS.items():
        response: dict[str, Any] = {"description": description, "content": {PROBLEM: {"schema": schema}}}
        if status in {429, 503}:
            response["headers"] = {"Retry-After": _SECONDS}
        spec.components.response(name, response)


def operation_id(endpoint: str) -> str:
    """The name in the description of what a function of a blueprint, `keys.create_key` say, does."""
    return endpoint.replace(".", "_")


def security_schemes(spec: APISpec) -> dict[str, frozenset[str]]:
    """By operation id what callers may be known by, `key` or `admin`; empty where nobody asks. For a finished spec."""
    told = spec.to_dict()
    return {
        operation["operationId"]: frozenset(name for way in operation.get("security", told["security"]) for name in way)
        for operations in told["paths"].values()
        for operation in operations.values()
        if "operationId" in operation
    }


def _has(responses: Mapping[Any, Any], status: int) -> bool:
    return status in responses or str(status) in responses


def _replace(responses: dict[Any, Any], status: int, response: dict[str, Any]) -> None:
    responses.pop(status, None)
    responses[str(status)] = response
