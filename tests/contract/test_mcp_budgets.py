"""A context pack never takes more of an agent's window than was given to it, by the API's own count."""

import json
import os
import random
import uuid
from collections.abc import Callable
from typing import NamedTuple

import httpx
import mcp_types as types
import pytest
from mcp.client import Client

from app.context.counting import Ruler
from app.core.settings import Settings
from mcp_server.tools.packing import LEAST_TOKENS
from search.embeddings.manifest import folder_of
from search.embeddings.tokens import WordPieceCounter
from tests.factories import trace_body
from tests.mcp_running import drive, in_process

API = os.environ.get("COMMONTRACE_API_BASE_URL", "")
BUDGETS = (LEAST_TOKENS, LEAST_TOKENS + 1, 250, 300, 399, 400, 1_000, 4_000)


class Kind(NamedTuple):
    """Texts of so many paragraphs about a subject that nothing else is about; from a budget of `enough` on, a trace of
    them is in the pack."""

    subject: str
    paragraph: Callable[[str, int], str]
    paragraphs: int = 60
    enough: int = 399


KINDS = {
    "short": Kind("The lamp of the lighthouse flickers", lambda word, n: f"Close {n} of {word}.", 1, enough=300),
    "prose": Kind(
        "Bread dough never rises in winter",
        lambda word, n: f"Step {n} of {word}: close what was opened, whoever opened it, and say so.",
    ),
    # A token a sign, where prose has one for four.
    "signs": Kind("A parser chokes on its operators", lambda word, n: f"{word}={{[({n}+{n})*~{n}]}};!?#%&"),
    "hex": Kind("Checksums of tape archives differ", lambda word, n: f"{word} {random.Random(n).randbytes(12).hex()}"),
    # Three and four bytes a character.
    "wide": Kind(
        "Kite strings tangle over the harbour", lambda word, n: f"{word} 接続プールが枯渇したら{n}番を閉じる🧵"
    ),
}


@pytest.fixture(scope="module")
def ruler() -> Ruler:
    settings = Settings()  # type: ignore[call-arg]
    assert settings.embedding_model_dir is not None
    folder = folder_of(settings.embedding_model_dir, settings.embedding_precision)
    return Ruler(WordPieceCounter(folder), settings.context_token_margin)


@pytest.fixture(scope="module", params=KINDS)
def known(request: pytest.FixtureRequest, contribute: Callable[..., str]) -> tuple[Kind, str, set[str]]:
    """A word, and traces of one kind of text that are found by it."""
    kind, word = KINDS[request.param], f"zq{uuid.uuid4().hex[:8]}"

    def text(start: int) -> str:
        return "\n\n".join(kind.paragraph(word, start + n) for n in range(kind.paragraphs))

    ids = {
        contribute(
            **trace_body(
                title=f"{kind.subject} {word} {n}",
                context_text=text(1_000 + 100 * n),
                solution_text=text(2_000 + 100 * n),
            )
        )
        for n in range(3)
    }
    return kind, word, ids


@pytest.mark.parametrize("budget", BUDGETS)
def test_a_context_pack_keeps_its_budget(
    api: httpx.Client, known: tuple[Kind, str, set[str]], ruler: Ruler, budget: int
) -> None:
    kind, word, ids = known

    async def work(client: Client) -> types.CallToolResult:
        task = {"task": f"{kind.subject} {word}", "language": "python", "budget_tokens": budget}
        result = await client.call_tool("get_context", task)
        assert isinstance(result, types.CallToolResult)
        return result

    result = drive(in_process(API, api.headers["X-API-Key"]), work)
    text, data = result.content[0].text, result.structured_content
    assert not result.is_error, text
    assert data["degraded"] is False, text
    for form in (text, json.dumps(data, ensure_ascii=False, separators=(",", ":"))):
        assert ruler.tokens(ruler.size(form)) <= budget, form
    assert text.count("</commontrace>") == text.count("<commontrace ")
    if budget >= kind.enough:
        assert {piece["id"] for piece in data["pieces"]} & ids
        assert word in text
    elif not data["pieces"]:
        assert text == "There are matches, but none fits the budget: ask for 400 tokens or more."
