"""The local embedder: all-MiniLM-L6-v2 on the CPU by onnxruntime, no network and no torch."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from search.embeddings.manifest import Manifest
from search.embeddings.protocol import EmbedderUnavailable, Kind, Vectors

MAX_TOKENS_PER_RUN = 512
"""Padded tokens that go through the model at once. What it computes in between then fits into the processor's cache:
16,384 at once took 1.8 times as long on the same texts, 256 as long as 512 (docs/benchmarks.md)."""
LONGEST_TOKEN = 32
"""Characters. Longer words exist, but not 256 of them in a row in anything worth finding by its meaning."""


class LocalEmbedder:
    """Safe to share between threads: the session and the tokenizer hold no per-call state."""

    def __init__(self, folder: Path, threads: int = 1) -> None:
        """Load the model. FileNotFoundError when `folder` holds none; `threads` is per call."""
        manifest = Manifest.read(folder)
        self.model_id = manifest.model_id
        self.model_version = manifest.model_version
        self.dim = manifest.dim
        self.max_tokens = manifest.max_tokens
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(manifest.max_tokens)
        self._tokenizer.no_padding()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )

    def embed(self, texts: Sequence[str], kind: Kind) -> Vectors:
        vectors = np.empty((len(texts), self.dim), dtype=np.float32)
        # What comes later can't be among the tokens that are seen, and tokenising it would take its time.
        most = self.max_tokens * LONGEST_TOKEN
        encodings = self._tokenizer.encode_batch([text[:most] for text in texts])
        # Neighbours in length share a run, so that little of a batch is padding.
        order = sorted(range(len(texts)), key=lambda i: len(encodings[i].ids))
        for rows in runs(order, [len(e.ids) for e in encodings]):
            width = len(encodings[rows[-1]].ids)
            ids = np.zeros((len(rows), width), dtype=np.int64)
            mask = np.zeros((len(rows), width), dtype=np.int64)
            for at, row in enumerate(rows):
                tokens = encodings[row].ids
                ids[at, : len(tokens)] = tokens
                mask[at, : len(tokens)] = 1
            try:
                (vectors[rows],) = self._session.run(["embedding"], {"input_ids": ids, "attention_mask": mask})
            except Exception as error:
                raise EmbedderUnavailable(f"the local model failed: {error}") from error
        return vectors


def runs(order: list[int], lengths: list[int]) -> list[list[int]]:
    """Cut texts, shortest first, into runs of at most MAX_TOKENS_PER_RUN padded tokens each."""
    runs: list[list[int]] = []
    for row in order:
        if runs and (len(runs[-1]) + 1) * lengths[row] <= MAX_TOKENS_PER_RUN:
            runs[-1].append(row)
        else:
            runs.append([row])
    return runs
