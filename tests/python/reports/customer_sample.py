"""The customers of a sample report, small enough to add up: 20 records of 13 customers in three applications."""

from datetime import date
from decimal import Decimal

from lundi.reports.dataset import CustomerEvent, CustomerOverlap, Customers, CustomerSource, MatchCase

NAMES = {
    "fr": {"loyalty": "Programme de fidélité", "drive": "Drive", "app": "Application mobile"},
    "en": {"loyalty": "Loyalty programme", "drive": "Drive", "app": "Mobile app"},
}
# By application: records, customers, customers who are elsewhere too.
SOURCES = {"loyalty": (10, 9, 4), "drive": (6, 6, 4), "app": (4, 3, 2)}
OVERLAPS = (
    (("loyalty",), 5), (("loyalty", "drive"), 3), (("drive",), 2), (("app",), 1),
    (("drive", "app"), 1), (("loyalty", "app"), 1),
)  # fmt: skip
CASES = (
    ("C01", "refuse", 3, 3), ("C03", "merge", 6, 5), ("C09", "merge", 2, 1), ("C11", "merge", 0, 0),
    ("C14", "review", 4, 2), ("C20", "review", 0, 0), ("P01", "merge", 1, 1), ("P02", "refuse", 1, 1),
)  # fmt: skip
PEOPLE = {"P01": "Réunis par une personne", "P02": "Séparés par une personne"}
EVENTS = {"created": (2, 12), "merged": (1, 0), "split": (1, 0), "moved": (0, 0), "reclaimed": (0, 0), "erased": (0, 3)}


def rate(part: int, whole: int) -> Decimal | None:
    """A share as SQL rounds it."""
    return round(Decimal(part) / whole, 3) if whole else None


def customers(language: str = "fr") -> Customers:
    """All of them; 20 records = 13 customers + 2 duplicates inside + 5 across."""
    totals = {kind: sum(done for _, of, _, done in CASES if of == kind) for kind in ("merge", "refuse", "review")}
    count = sum(number for _, number in OVERLAPS)
    shared = sum(number for codes, number in OVERLAPS if len(codes) > 1)
    known = sum(number for _, number, _ in SOURCES.values())
    records = sum(number for number, _, _ in SOURCES.values())
    return Customers(
        record_count=records,
        customer_count=count,
        inside_duplicate_count=records - known,
        inside_duplicate_rate=rate(records - known, records),
        across_duplicate_count=known - count,
        shared_customer_count=shared,
        shared_customer_rate=rate(shared, count),
        review_count=totals["review"],
        oldest_review_date=date(2017, 3, 1),
        sources=tuple(
            CustomerSource(code, NAMES[language][code], held, people, held - people, rate(held - people, held),
                           elsewhere, rate(elsewhere, people))
            for code, (held, people, elsewhere) in SOURCES.items()
        ),
        overlaps=tuple(CustomerOverlap(codes, number, rate(number, count)) for codes, number in OVERLAPS),
        events=tuple(CustomerEvent(kind, now, before) for kind, (now, before) in EVENTS.items()),
        cases=tuple(
            MatchCase(code, PEOPLE.get(code, f"Règle {code}"), kind, met, done, rate(done, totals[kind]),
                      date(2017, 3, 1) if kind == "review" and done else None)
            for code, kind, met, done in CASES
        ),
    )  # fmt: skip
