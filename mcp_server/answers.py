"""What a tool answers: text for the model, the same as data, links; and how failures are told."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mcp_server import api
from mcp_server.text import one_line

_REASONS = {
    api.OPEN: "[CommonTrace unavailable] CommonTrace hasn't answered lately, so it isn't asked for the moment.",
    api.TIMEOUT: "[CommonTrace timeout] CommonTrace took too long to answer.",
    api.UNREACHABLE: "[CommonTrace unavailable] CommonTrace can't be reached.",
    api.SERVER_ERROR: "[CommonTrace unavailable] CommonTrace has trouble of its own.",
    api.GARBLED: "[CommonTrace unavailable] CommonTrace gave an answer that makes no sense.",
    api.LIMITED: "[CommonTrace busy] CommonTrace takes no more requests of this key for the moment.",
}
_GO_ON = "Go on without it."
_MAYBE_DONE = (
    "This may have been accepted all the same. Calling again with the same arguments is safe: it isn't done twice."
)


@dataclass(frozen=True)
class Link:
    """A resource that an answer points at."""

    uri: str
    name: str


@dataclass(frozen=True)
class Answer:
    """`data` is an object that the tool's output schema describes; `degraded` is added to it."""

    text: str
    data: Mapping[str, Any] = field(default_factory=dict)
    links: Sequence[Link] = ()
    is_error: bool = False
    degraded: bool = False

    def wire(self) -> dict[str, Any]:
        """As `tools/call` returns it."""
        content: list[dict[str, Any]] = [{"type": "text", "text": self.text}]
        content += [
            {"type": "resource_link", "uri": link.uri, "name": link.name, "mimeType": "text/markdown"}
            for link in self.links
        ]
        data = {"degraded": self.degraded, **self.data}
        return {"content": content, "structuredContent": data, "isError": self.is_error}


def said(text: str, **data: Any) -> Answer:
    """An answer whose text is also its `message`."""
    return Answer(text, {"message": text, **data})


def mistaken(text: str) -> Answer:
    """The call can't be done as it is; the text tells the model how to mend it."""
    message = f"[CommonTrace error] {text}"
    return Answer(message, {"message": message}, is_error=True)


def refused(error: api.Refused) -> Answer:
    """What the API said no to, in its own words."""
    if error.status == 401:
        return mistaken(
            "The API key was refused (HTTP 401). Set a valid key in the MCP client's configuration: the x-api-key "
            "header, or COMMONTRACE_API_KEY for stdio."
        )
    return mistaken(f"{one_line(error.detail, 600)} (HTTP {error.status})")


def unavailable(error: api.Unavailable) -> Answer:
    """A normal result, as nothing that the agent did is wrong, and nothing it does has to wait for this."""
    data: dict[str, Any] = {"reason": error.reason}
    sentences = [_REASONS[error.reason]]
    if error.retry_after_s is not None:
        data["retry_after_s"] = math.ceil(error.retry_after_s)
        sentences.append(f"Try again in {data['retry_after_s']} s.")
    if error.maybe_done:
        data["maybe_accepted"] = True
        sentences.append(_MAYBE_DONE)
    sentences.append(_GO_ON)
    text = " ".join(sentences)
    return Answer(text, {"message": text, **data}, degraded=True)
