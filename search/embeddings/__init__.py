"""Embedders: one protocol, a local model, and a null one."""

import os

from search.embeddings.protocol import Embedder, EmbedderUnavailable, Kind, NullEmbedder, Vectors

__all__ = ["Embedder", "EmbedderUnavailable", "Kind", "NullEmbedder", "Vectors"]

# Before onnxruntime is first imported: by itself it reports its use to its maker, and nothing here calls home.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
