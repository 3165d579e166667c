"""Data sets that become landing files."""
