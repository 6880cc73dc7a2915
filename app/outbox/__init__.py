"""Work that must happen."""
