"""Flags, the queue of what was flagged, and decisions about it."""
