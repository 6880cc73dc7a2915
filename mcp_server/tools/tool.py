"""What a tool is, and the schemas they are described with."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from mcp_server.answers import Answer
from mcp_server.api import Api
from mcp_server.arguments import Arguments
from mcp_server.credentials import Credential

Schema = dict[str, Any]


@dataclass(frozen=True)
class Call:
    """One call of a tool by one client."""

    arguments: Arguments
    credential: Credential
    api: Api
    now: datetime

    @classmethod
    def of(cls, arguments: Arguments, credential: Credential, api: Api) -> "Call":
        return cls(arguments, credential, api, datetime.now(UTC))


@dataclass(frozen=True)
class Tool:
    """A tool. `run` may raise BadArgument, Refused and Unavailable, which the server tells the client."""

    name: str
    title: str
    description: str
    inputs: Schema
    outputs: Schema
    run: Callable[[Call], Awaitable[Answer]]
    read_only: bool = False
    idempotent: bool = True
    preview: Callable[[Arguments], str] | None = None
    """What to show somebody who is asked whether it may be done."""

    def wire(self) -> dict[str, Any]:
        """As `tools/list` returns it."""
        return {
            "name": self.name,
            "title": self.title,
            "description": self.description,
            "inputSchema": self.inputs,
            "outputSchema": self.outputs,
            "annotations": {
                "title": self.title,
                "readOnlyHint": self.read_only,
                # Nothing that a tool does takes away what others wrote.
                "destructiveHint": False,
                "idempotentHint": self.idempotent,
                "openWorldHint": True,
            },
        }


def takes(required: tuple[str, ...] = (), **properties: Schema) -> Schema:
    """The schema of arguments."""
    schema: Schema = {"type": "object", "properties": properties}
    return {**schema, "required": list(required)} if required else schema


def gives(**properties: Schema) -> Schema:
    """The schema of an answer. Whatever fails, it says whether it was degraded."""
    return {
        "type": "object",
        "properties": {"degraded": BOOLEAN, "message": TEXT, **properties},
        "required": ["degraded"],
    }


TEXT: Schema = {"type": "string"}
INTEGER: Schema = {"type": "integer"}
NUMBER: Schema = {"type": "number"}
BOOLEAN: Schema = {"type": "boolean"}
OBJECT: Schema = {"type": "object"}
TEXTS: Schema = {"type": "array", "items": TEXT}


def described(schema: Schema, description: str, **more: Any) -> Schema:
    return {**schema, **more, "description": description}
