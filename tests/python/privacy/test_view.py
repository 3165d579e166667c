"""The reading page: every column of the package has a French caption, and values are written as people write them."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from lundi.landing.contract import load_contract
from lundi.privacy.package import TECHNICAL
from lundi.privacy.register import load_register
from lundi.privacy.view import UNSAID
from lundi.privacy.wording import caption, load_words, shown


def test_every_column_that_a_contract_may_bring_into_a_package_has_a_caption():
    register = load_register()
    given = {
        column.name
        for entity in load_contract().entities
        for entry in [register.entry(f"lundi_raw.raw.{entity.table}")]
        if entry and entry.topic
        for column in entity.columns
        if column.name not in entry.withheld
    }
    assert len(given) > 70
    assert given - TECHNICAL - UNSAID - set(load_words()["columns"]) == set()


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("birth_date", date(1994, 7, 21), "21/07/1994"),
        ("created_at", datetime(2026, 1, 5, 10, 0), "05/01/2026 10:00"),
        ("total_eur_incl_tax", Decimal("24.00"), "24,00"),
        ("is_granted", True, "oui"),
        ("status", "granted", "accordé"),
        ("first_name", "granted", "granted"),  # what a person wrote is never translated
        ("status", "odd", "odd"),
        ("email", None, ""),
    ],
)
def test_values_are_written_as_french_people_write_them(column, value, said):
    assert shown(column, value) == said


def test_a_column_without_a_caption_is_an_error():
    with pytest.raises(KeyError):
        caption("no_such_column")
