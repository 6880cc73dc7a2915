"""Commands of the repository: setting up, migrating, indexing, seeding."""
