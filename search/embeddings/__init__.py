"""Embedders: one protocol, a local model, and a null one."""

from search.embeddings.protocol import Embedder, EmbedderUnavailable, Kind, NullEmbedder, Vectors

__all__ = ["Embedder", "EmbedderUnavailable", "Kind", "NullEmbedder", "Vectors"]
