"""The French words of an access package: captions of columns, values and dates as people write them."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

WORDS = Path(__file__).resolve().parent / "locales" / "fr.yml"
# Columns whose values are codes of ours or of the applications; what a person wrote is never translated.
CODED = {
    "capture_mode", "channel", "channel_code", "checkout_mode", "cohort_type", "consent_state", "contact_channel_code",
    "decision", "event_type", "ask_reason_code", "first_channel_code", "joined_source_system", "last_contact_type",
    "left_source_system", "line_type", "purpose", "purpose_code", "request_type", "right_source_system", "segment_code",
    "source", "source_system", "status",
}  # fmt: skip
LEVEL = "_level"


@cache
def load_words() -> Mapping[str, Any]:
    """All words, as their file has them."""
    return yaml.safe_load(WORDS.read_text(encoding="utf-8"))


def caption(column: str) -> str:
    """The caption of a column. A column without one is an error: nobody is given a code to guess at."""
    return load_words()["columns"][column]


def shown(column: str, value: object) -> str:
    """A value as French people write it; what nobody knows is empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return load_words()["values"][str(value).lower()]
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, Decimal | float):
        return str(value).replace(".", ",")
    if column in CODED or column.endswith(LEVEL):
        return load_words()["values"].get(str(value), str(value))
    return str(value)
