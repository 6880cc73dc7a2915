"""Judgements of traces by those who read or applied them."""
