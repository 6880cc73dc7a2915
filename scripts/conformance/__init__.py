"""Whether the API answers as its description says, whatever is sent to it."""
