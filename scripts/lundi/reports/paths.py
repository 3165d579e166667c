"""Where the files of each edition lie in the week's folder; no name leads out of it, whatever a store is called."""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from lundi.reports.context import COMPANY, Context
from lundi.reports.dataset import ReportData

UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
HOUSE_LANGUAGE = "fr"


def edition_stems(editions: Sequence[ReportData]) -> list[str]:
    """The path of each edition's files without their ending: regions/<name>, stores/<id>, the company at the top."""
    stems = [_stem(data) for data in editions]
    taken = Counter(stem.lower() for stem in stems)
    return [
        _told_apart(stem, data) if taken[stem.lower()] > 1 else stem for stem, data in zip(stems, editions, strict=True)
    ]


def index_name(language: str) -> str:
    """The page that lists the editions."""
    return f"index{_language_suffix(language)}.html"


def slug(text: str) -> str:
    """A name as lower-case ASCII words joined by hyphens; empty where it has none."""
    spelt = text.replace("œ", "oe").replace("Œ", "OE").replace("’", "'")
    plain = unicodedata.normalize("NFKD", spelt).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def _stem(data: ReportData) -> str:
    edition = data.edition
    suffix = _language_suffix(data.language)
    if edition.edition_type == COMPANY:
        return Context.of(data).file_stem
    if edition.edition_type == "region":
        name = slug(edition.label) or safe_name(edition.edition_code.partition(":")[2])
        return f"regions/{name}{suffix}"
    return f"stores/{safe_name(edition.store_id or edition.edition_code)}{suffix}"


def safe_name(text: str) -> str:
    """An identifier as a file name; one that had to be changed carries a piece of its hash, so that two stay two."""
    safe = UNSAFE.sub("_", text)
    if safe == text and not text.startswith("."):
        return safe
    return f"{safe.lstrip('.')}-{_fingerprint(text)}"


def _told_apart(stem: str, data: ReportData) -> str:
    return f"{stem}-{_fingerprint(data.edition.edition_code)}"


def _fingerprint(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def _language_suffix(language: str) -> str:
    return "" if language == HOUSE_LANGUAGE else f".{language}"
