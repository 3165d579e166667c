"""How Snowflake bills a warehouse: by the second while it is awake, for a minute at least each time it is woken."""

from decimal import Decimal

MINIMUM_SECONDS = 60.0
SECONDS_PER_HOUR = 3600.0


def billed_seconds(busy_seconds: float, auto_suspend_seconds: float) -> float:
    """Seconds billed for one awakening: work, the wait before it suspends itself, 60 at least; 0 without any work."""
    if busy_seconds <= 0:
        return 0.0
    return max(MINIMUM_SECONDS, busy_seconds + auto_suspend_seconds)


def credits_of(seconds: float, credits_per_hour: Decimal) -> float:
    """Credits of so many billed seconds."""
    return seconds * float(credits_per_hour) / SECONDS_PER_HOUR


def euros_of(credits: float, eur_per_credit: Decimal) -> float:
    """Euros, tax excluded, of so many credits."""
    return credits * float(eur_per_credit)
