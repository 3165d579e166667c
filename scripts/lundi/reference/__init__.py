"""Remakes the committed seeds whose values come from the outside world."""
