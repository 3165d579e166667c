"""Values that name somebody, shown so that their owner knows them again and nobody else learns them."""

from collections.abc import Mapping
from typing import Any

STARS = "***"


def masked(evidence: Mapping[str, Any]) -> dict[str, str]:
    """The values of a record that are known, each masked."""
    shown = {
        "first_name": _opening(evidence["first_name"]),
        "last_name": _opening(evidence["last_name_key"]),
        "birth_date": f"{evidence['birth_digits'][:4]}-**-**" if evidence["birth_digits"] else None,
        "email": masked_email(evidence["email"]),
        "phone": _ending(evidence["phone"]),
        "card": _ending(evidence["loyalty_card_number"]),
        "postal_code": f"{evidence['postal_code'][:2]}***" if evidence["postal_code"] else None,
    }
    return {name: value for name, value in shown.items() if value}


def masked_email(email: str | None) -> str | None:
    """m***@example.org"""
    if not email:
        return None
    name, _, domain = email.partition("@")
    return f"{name[:1]}{STARS}@{domain}"


def _opening(text: str | None) -> str | None:
    return f"{text[:1]}{STARS}" if text else None


def _ending(text: str | None) -> str | None:
    return f"{STARS}{text[-2:]}" if text and len(text) > 4 else STARS if text else None
