"""The names that Snowflake knows as functions."""

from functools import cache
from pathlib import Path

CATALOGUE = Path(__file__).with_name("snowflake_functions.txt")


@cache
def known_functions() -> frozenset[str]:
    """The names of the catalogue, lower case."""
    lines = CATALOGUE.read_text(encoding="utf-8").splitlines()
    return frozenset(name for line in lines if not line.startswith("#") for name in line.split())
