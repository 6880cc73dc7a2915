"""The `commontrace` command: search, read, contribute, vote and report, over HTTP alone."""
