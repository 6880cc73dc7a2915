"""What clients tell of themselves, and what operators see of everybody's use."""
