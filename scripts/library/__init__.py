"""The seed library as files: read, checked and proven."""
