"""Packs of knowledge under a token budget."""
