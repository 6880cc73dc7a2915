"""How many tokens a text takes, by the tokenizer of the local model. No model is loaded for it."""

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from tokenizers import Tokenizer


class TokenCounter(Protocol):
    """Counts tokens of whole texts, nothing cut off and no special tokens added."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """One count a text, in the order of the texts."""
        ...


class WordPieceCounter:
    """WordPiece tokens (Schuster and Nakajima 2012) of the embedder in `folder`. Safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "tokenizer.json"
        self._tokenizer: Tokenizer | None = None
        self._lock = threading.Lock()

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        encodings = self._loaded().encode_batch_fast(list(texts), add_special_tokens=False)
        return [len(encoding) for encoding in encodings]

    def _loaded(self) -> "Tokenizer":
        """Loaded when first needed, as jobs and scripts count nothing."""
        from tokenizers import Tokenizer  # noqa: PLC0415

        with self._lock:
            if self._tokenizer is None:
                tokenizer = Tokenizer.from_file(str(self._file))
                tokenizer.no_truncation()
                tokenizer.no_padding()
                self._tokenizer = tokenizer
            return self._tokenizer


class NoCounter:
    """Counts nothing: where no local tokenizer is configured, other rules have to hold alone."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [0] * len(texts)
