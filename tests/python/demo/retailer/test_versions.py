"""Versions of records: what is told, when, and what stays out."""

import numpy as np

from demo.retailer.people_world import people_plan
from lundi.demo.retailer import versions


def seconds(*texts):
    return np.array([texts], dtype="datetime64[s]")


def test_each_moment_of_the_history_is_a_version():
    record, changed_at, is_first = versions._version_rows(
        seconds("2020-01-01T10:00:00", "2026-05-01T10:00:00", "NaT", "2026-06-01T10:00:00"), people_plan()
    )
    assert record.tolist() == [0, 0, 0]
    assert changed_at.astype(str).tolist() == ["2020-01-01T10:00:00", "2026-05-01T10:00:00", "2026-06-01T10:00:00"]
    assert is_first.tolist() == [True, False, False]


def test_what_was_replaced_before_the_history_is_not_told():
    _, changed_at, is_first = versions._version_rows(
        seconds("2020-01-01T10:00:00", "2021-05-01T10:00:00", "2026-06-01T10:00:00"), people_plan()
    )
    assert changed_at.astype(str).tolist() == ["2021-05-01T10:00:00", "2026-06-01T10:00:00"]
    assert is_first.tolist() == [True, False]


def test_what_is_known_from_the_start_makes_no_second_version():
    _, changed_at, _ = versions._version_rows(seconds("2026-05-01T10:00:00", "2026-05-01T10:00:00"), people_plan())
    assert len(changed_at) == 1


def test_a_telephone_is_written_in_the_form_of_the_application():
    written = {form: write("0612345678") for form, write in versions.PHONE_WRITERS.items()}
    assert written == {
        "spaced": "06 12 34 56 78",
        "dotted": "06.12.34.56.78",
        "international": "+33612345678",
        "international_spaced": "+33 6 12 34 56 78",
        "zeros": "0033612345678",
    }
