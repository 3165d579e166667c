"""Twelve faults that only Snowflake would show: which rung catches which."""

import pytest

from ladder.account import prepared_account
from ladder.faults import FAULTS, rungs_that_catch, table


@pytest.fixture(scope="module")
def caught(tmp_path_factory):
    folder = tmp_path_factory.mktemp("faults")
    with prepared_account(folder) as account:
        return rungs_that_catch(account, folder)


def test_each_planted_fault_is_caught_by_the_rungs_that_are_made_for_it(caught):
    expected = {fault.name: set(fault.caught_by) for fault in FAULTS}
    assert {name: rungs for name, rungs in caught.items() if name != "sound"} == expected, table(caught)


def test_together_the_rungs_catch_every_fault_and_at_least_nine_of_ten(caught):
    assert sum(bool(caught[fault.name]) for fault in FAULTS) == len(FAULTS) >= 10, table(caught)


def test_nothing_is_found_in_the_model_that_is_sound(caught):
    assert caught["sound"] == set()


def test_each_rung_can_fail(caught):
    assert set().union(*caught.values()) == {"static", "syntax", "build", "compare", "grants"}
