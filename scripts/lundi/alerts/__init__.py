"""Alerts: what went wrong in a Monday, told once to whoever must know, by file, e-mail and webhook."""
