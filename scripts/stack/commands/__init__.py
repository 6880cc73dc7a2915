"""What a user can ask of a stack, one module per command."""
