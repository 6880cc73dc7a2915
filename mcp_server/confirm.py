"""Asking a person, where the client can, before something of theirs is shared.

Clients of 2026-07-28 get the question as the call's result and call again with the answer; older ones are asked while
the call waits. Who can't be asked isn't.
"""

import hashlib
import json
from typing import Any

import anyio
import mcp_types as types
from mcp.server.context import ServerRequestContext
from mcp.shared.exceptions import MCPError, NoBackChannelError
from mcp_types.version import MODERN_PROTOCOL_VERSIONS

from mcp_server.answers import Answer, said

QUESTION = "share"
PATIENCE_S = 600
"""How long a person may think; the agent waits for its own question meanwhile, not for CommonTrace."""

_FORM: dict[str, Any] = {
    "type": "object",
    "properties": {QUESTION: {"type": "boolean", "title": "Share it", "default": True}},
    "required": [QUESTION],
}
_DECLINED = "Not shared: it wasn't agreed to."
_NO_ANSWER = "Not shared: there was no answer to the question whether it may be."


async def confirm(
    context: ServerRequestContext[Any, Any], params: types.CallToolRequestParams, preview: str
) -> Answer | types.InputRequiredResult | None:
    """None when the call may go on: somebody agreed, or nobody can be asked."""
    if not _can_be_asked(context.session.client_capabilities):
        return None
    if context.protocol_version in MODERN_PROTOCOL_VERSIONS:
        # Whoever agreed did so to these arguments.
        state = hashlib.sha256(json.dumps([params.name, params.arguments], sort_keys=True).encode()).hexdigest()
        given = (params.input_responses or {}).get(QUESTION)
        if isinstance(given, types.ElicitResult) and params.request_state == state:
            return _verdict(given)
        form = types.ElicitRequestFormParams(message=preview, requested_schema=_FORM)
        return types.InputRequiredResult(
            input_requests={QUESTION: types.ElicitRequest(params=form)}, request_state=state
        )
    try:
        with anyio.fail_after(PATIENCE_S):
            return _verdict(await context.session.elicit_form(preview, _FORM, context.request_id))
    except TimeoutError:
        return said(_NO_ANSWER)
    except (NoBackChannelError, MCPError):
        # It says that it can ask, and doesn't.
        return None


def _can_be_asked(capabilities: types.ClientCapabilities | None) -> bool:
    """Whether a form can be shown. A capability that names no mode means forms, as it did before there were others."""
    asks = capabilities.elicitation if capabilities else None
    return asks is not None and (asks.form is not None or asks.url is None)


def _verdict(given: types.ElicitResult) -> Answer | None:
    if given.action == "accept" and (given.content or {}).get(QUESTION, True) is not False:
        return None
    return said(_NO_ANSWER if given.action == "cancel" else _DECLINED)
