"""`make bench-scale`: search among 100,000 traces, beside the barest request and beside Postgres with pgvector."""
