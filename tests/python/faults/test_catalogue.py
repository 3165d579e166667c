"""The catalogue is whole: every fault is shown by a test that is there, and the page says the same."""

import importlib
import re

import pytest

from faults.catalogue import DOOR, FAULTS, MARTS, PAGE, SEQUEL, page
from lundi.settings import PROJECT_ROOT

ZONES = {DOOR: "PLANTED", MARTS: "WANTED", SEQUEL: None}


def has_test(fault: str, place: str) -> bool:
    """Whether the named test is there; a zone has one under the fault's number."""
    file, _, name = place.partition("::")
    text = (PROJECT_ROOT / file).read_text(encoding="utf-8")
    if file in ZONES:
        return re.search(rf'["\s]{fault}"|def test_{fault.lower()}_', text) is not None
    if not name:
        return file.endswith(".sql")
    return re.search(rf"(def |- name: ){re.escape(name)}(\(|\n)", text) is not None


def test_the_numbers_run_from_1_to_53():
    assert [fault.number for fault in FAULTS] == [f"F{number:02d}" for number in range(1, 54)]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.number)
def test_every_fault_is_shown_by_a_test_that_is_there(fault):
    assert fault.shown_by
    assert [place for place in fault.shown_by if not has_test(fault.number, place)] == []


def test_a_test_that_is_not_there_is_found_out():
    assert not has_test("F54", DOOR)
    assert not has_test("F01", "tests/python/warehouse/test_lock.py::test_a_second_run_is_refused")


def test_no_planted_fault_is_missing_from_the_catalogue():
    listed = {(fault.number, place) for fault in FAULTS for place in fault.shown_by}
    door = importlib.import_module("faults.test_at_the_door").PLANTED
    marts = importlib.import_module("faults.test_rows_and_totals").WANTED
    planted = {(one.fault, DOOR) for one in door} | {(number, MARTS) for number in marts}
    assert planted - listed == set()


def test_the_page_says_what_the_catalogue_says():
    assert PAGE.read_text(encoding="utf-8") == page(), "write it anew: python -m faults.catalogue"
