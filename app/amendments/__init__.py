"""Better solutions to a trace, proposed by others and decided by who may, and how a trace came to say what it says."""
