"""The development stack: Postgres, Redis, Elasticsearch, the embedder and CommonTrace's programs, without Docker."""
