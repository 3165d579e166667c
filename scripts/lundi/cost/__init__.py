"""What size of warehouse the Monday window asks for, and what it costs."""
