"""One call of the API, and its refusals in words."""

from typing import Any

import click
import httpx

from .config import KEY, URL, Config

TIMEOUT_S = 30.0


class ApiError(click.ClickException):
    """What went wrong, and how to mend it."""


class Api:
    """The API under a key."""

    def __init__(self, config: Config) -> None:
        self._config = config
        headers = {"X-API-Key": config.key} if config.key else {}
        try:
            self._client = httpx.Client(base_url=config.url, timeout=TIMEOUT_S, headers=headers)
        except (httpx.InvalidURL, UnicodeEncodeError) as error:
            raise ApiError(f"{config.url} or the key can't be used: {error}") from error

    def get(self, path: str, **query: Any) -> dict[str, Any]:
        """The decoded answer. Raises ApiError."""
        return self._call("GET", path, params={name: value for name, value in query.items() if value is not None})

    def post(self, path: str, body: dict[str, Any], **headers: str) -> dict[str, Any]:
        """The decoded answer. Raises ApiError."""
        return self._call("POST", path, json=body, headers=headers)

    def _call(self, method: str, path: str, **options: Any) -> dict[str, Any]:
        try:
            answer = self._client.request(method, f"/api/v1{path}", **options)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            remedy = f"set {URL} or --url, or start the server with 'make up'"
            raise ApiError(f"{self._config.url} can't be reached ({error}): {remedy}.") from error
        if answer.is_success:
            return _decoded(answer, self._config.url)
        raise ApiError(_refusal(answer, self._config))


def _decoded(answer: httpx.Response, url: str) -> dict[str, Any]:
    try:
        found = answer.json()
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise ApiError(f"{url} answered something that isn't the API's: is it the right address?")
    return found


def _refusal(answer: httpx.Response, config: Config) -> str:
    try:
        problem = answer.json()
        detail = str(problem["detail"])
    except (ValueError, KeyError, TypeError):
        return f"{config.url} answered HTTP {answer.status_code}: is it the right address?"
    if answer.status_code == httpx.codes.UNAUTHORIZED:
        missing = "There is no key yet" if config.key is None else "The key isn't valid there"
        return f"{missing}: get one with 'commontrace sign-up', or set {KEY}."
    wait = answer.headers.get("Retry-After")
    if answer.status_code == httpx.codes.TOO_MANY_REQUESTS and wait and wait not in detail:
        return f"{detail} (try again in {wait} s)"
    return detail
