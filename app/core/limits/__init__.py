"""How much somebody may do: token buckets and monthly quotas, exact in Redis and approximate without it."""
