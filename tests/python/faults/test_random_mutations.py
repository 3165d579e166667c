"""Twenty deliveries spoiled at random: none is lost, crashes or makes a total wrong in silence."""

import pytest

from faults.drawn import COUNT, drawn_cases
from lundi.bench.mutated_world import FINDING, HARMLESS, REFUSED, SAID, Evidence, counted, gather, judge

CASES = drawn_cases()


@pytest.fixture(scope="module")
def evidence(built) -> Evidence:
    return gather(built.marts.settings, CASES, built.reports)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_nothing_is_lost_or_wrong_in_silence(evidence, case):
    verdict = judge(case, evidence)
    assert verdict.outcome != FINDING, verdict


def test_they_are_twenty_of_many_kinds_and_have_many_outcomes(evidence):
    assert len(CASES) == COUNT
    assert len({case.mutated.name for case in CASES}) >= COUNT / 2
    outcomes = counted(judge(case, evidence) for case in CASES)
    assert min(outcomes[REFUSED], outcomes[HARMLESS], outcomes[SAID]) > 0


def test_nothing_is_said_of_a_store_whose_deliveries_are_sound_or_taken_as_they_are(evidence):
    refused_or_said = {case.store_id for case in CASES if judge(case, evidence).outcome in (REFUSED, SAID)}
    silent = {case.store_id for case in CASES if case.store_id not in evidence.said}
    assert silent - refused_or_said
