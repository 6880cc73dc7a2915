"""Fetching one large file: resumable, checked, with progress."""

import hashlib
from pathlib import Path

import httpx

from scripts.stack.errors import StackError
from scripts.stack.progress import Step

CONNECT_SECONDS = 3.0
READ_SECONDS = 30.0
ATTEMPTS = 4


class UnreachableError(Exception):
    """The server could not be reached or does not have the file."""


def client() -> httpx.Client:
    """An HTTP client that gives up on an unreachable server within seconds, but not on a slow one."""
    return httpx.Client(timeout=httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS), follow_redirects=True)


def expected_sha512(http: httpx.Client, url: str) -> str:
    """The checksum published beside a file (`<hex>  <name>`). Raises UnreachableError."""
    try:
        answer = http.get(f"{url}.sha512").raise_for_status()
    except httpx.HTTPError as error:
        raise UnreachableError(_reason(error)) from error
    words = answer.text.split()
    if not words or len(words[0]) != 128:
        raise UnreachableError(f"{url}.sha512 holds no checksum")
    return words[0].lower()


def fetch(http: httpx.Client, url: str, target: Path, sha512: str, step: Step) -> None:
    """Bring `url` to `target`, which appears only once its checksum is right.

    A transfer that breaks off is continued, here or in the next call. Raises UnreachableError when it does not get
    through, StackError when the bytes are wrong even after a fresh start.
    """
    part = target.with_name(f"{target.name}.part")
    target.parent.mkdir(parents=True, exist_ok=True)
    for fresh in (False, True):
        if fresh:
            part.unlink(missing_ok=True)
        resumed = part.exists()
        _transfer(http, url, part, step)
        if _sha512_of(part) == sha512:
            part.replace(target)
            return
        part.unlink()
        if not resumed:
            break
    raise StackError(
        f"{url} does not have the checksum that is published beside it.",
        "Try again later, or set ELASTICSEARCH_URL to an Elasticsearch that you run yourself.",
    )


def _transfer(http: httpx.Client, url: str, part: Path, step: Step) -> None:
    for attempt in range(1, ATTEMPTS + 1):
        try:
            _continue(http, url, part, step)
        except httpx.HTTPStatusError as error:
            raise UnreachableError(_reason(error)) from error
        except httpx.HTTPError as error:
            if attempt == ATTEMPTS:
                raise UnreachableError(_reason(error)) from error
            step.update(f"broke off ({_reason(error)}), continuing")
        else:
            return


def _continue(http: httpx.Client, url: str, part: Path, step: Step) -> None:
    have = part.stat().st_size if part.exists() else 0
    # Without identity the length and the range would be those of a compressed transfer.
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={have}-"} if have else {})
    with http.stream("GET", url, headers=headers) as answer:
        if answer.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
            return  # nothing is missing; the checksum tells whether what is there is right
        answer.raise_for_status()
        done = have if answer.status_code == httpx.codes.PARTIAL_CONTENT else 0
        total = done + int(answer.headers.get("Content-Length", 0))
        with part.open("ab" if done else "wb") as stream:
            for chunk in answer.iter_raw():
                stream.write(chunk)
                done += len(chunk)
                step.update(f"{done / 1e6:.0f} of {total / 1e6:.0f} MB")


def _sha512_of(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha512").hexdigest()


def _reason(error: httpx.HTTPError) -> str:
    if isinstance(error, httpx.HTTPStatusError):
        return f"{error.request.url.host} answered {error.response.status_code}"
    return str(error) or type(error).__name__
