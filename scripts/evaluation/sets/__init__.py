"""The question sets, each file one kind of corpus."""
