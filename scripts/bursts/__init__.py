"""Bursts of calls as coding agents make them, replayed against every plan."""
