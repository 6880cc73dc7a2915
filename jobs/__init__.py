"""What runs beside the API: the relay, the workers and their tasks."""
