"""The oracle: what it calls refused, harmless, said, blind or a finding. No database."""

from dataclasses import replace
from decimal import Decimal

import pytest

from lundi.bench.mutated_world import (
    BLIND,
    DAY,
    FINDING,
    HARMLESS,
    REFUSED,
    SAID,
    Evidence,
    counted,
    draw_cases,
    judge,
    stores_of,
)  # fmt: skip
from lundi.errors import DeliveryRefusedError
from lundi.warehouse.raw import Outcome

(CASE,) = draw_cases([("rows shuffled", 5)])
(PATH,) = CASE.paths
COUNT = len(CASE.target.rows)


def outcome(status="accepted", **more):
    source, entity, delivery_id = PATH.split("/")
    return Outcome(source, entity, delivery_id, status, **more)


def evidence(*outcomes, loaded=COUNT, aside=0, off="0.00", **more):
    sales = {day: total + Decimal(off) for day, total in CASE.truth.items()}
    return Evidence(
        {PATH: outcomes}, {PATH: (COUNT, COUNT - aside, aside)}, {PATH: (loaded, aside)}, {CASE.store_id: sales}, **more
    )  # fmt: skip


def refusal(rule, message="why"):
    return outcome("refused", refusal=DeliveryRefusedError(rule, message, file_name="tickets.csv"))


def test_the_case_has_sales_to_lose():
    assert CASE.truth[DAY] > 0
    assert [row["store_id"] for row in stores_of((CASE,))] == [CASE.store_id]


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        (evidence(outcome()), HARMLESS),
        (evidence(refusal("truncated"), loaded=0, off="-1.00"), REFUSED),
        (evidence(refusal("delivery_unreadable"), loaded=0), FINDING),
        (evidence(refusal("truncated", message=""), loaded=0), FINDING),
        (evidence(refusal("truncated"), loaded=1), FINDING),
        (evidence(outcome(), off="0.01"), FINDING),
        (evidence(outcome(), off="0.01", said={CASE.store_id: ("does not agree [z_differs]",)}), SAID),
        (evidence(outcome(), off="0.01", said={"M9999": ("does not agree [z_differs]",)}), FINDING),
        (evidence(outcome(), off="0.01", flags={PATH: ("control_total_agrees",)}), SAID),
        (evidence(outcome(quarantined_row_count=1), loaded=COUNT - 1, aside=1, off="-2.00"), SAID),
        (evidence(outcome(), loaded=COUNT - 1), FINDING),
        (evidence(), FINDING),
    ],
    ids=["right", "refused", "unforeseen", "without a word", "refused and loaded", "a cent in silence",
         "a cent that is said", "said of another", "flagged", "kept aside", "a row lost", "nothing became of it"],
)  # fmt: skip
def test_wrong_in_silence_is_a_finding_and_wrong_with_a_word_is_none(found, wanted):
    assert judge(CASE, found).outcome == wanted


def test_what_no_rule_can_see_is_counted_apart():
    blind = replace(CASE, mutated=replace(CASE.mutated, is_blind=True))
    verdict = judge(blind, evidence(outcome(), off="0.01"))
    assert verdict.outcome == BLIND
    assert counted([verdict]) == {REFUSED: 0, HARMLESS: 0, SAID: 0, BLIND: 1, FINDING: 0}
    assert "nothing is said" in verdict.because[0]
