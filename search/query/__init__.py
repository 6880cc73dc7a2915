"""One hybrid request, composed of pure functions from a specification to clauses."""
