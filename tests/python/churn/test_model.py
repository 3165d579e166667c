"""The churn model: what it learns, what it foretells, how its word is counted."""

import numpy as np
import pytest

from lundi.churn.model import Snapshot, bands_of, evaluate, risks_of, train

NAMES = ("recency_week_count", "year_ticket_count")


def drawn(iso_week: str, seed: int, *, customer_count: int = 4000) -> Snapshot:
    """Customers whose log odds of lapsing are 1 + 0.5 recency - 2 tickets, in the features' own units."""
    random = np.random.default_rng(seed)
    features = random.uniform(0, 3, (customer_count, len(NAMES)))
    odds = 1 + features @ np.array([0.5, -2.0])
    return Snapshot(iso_week, NAMES, features, random.random(customer_count) < 1 / (1 + np.exp(-odds)))


def test_the_weights_are_those_that_the_outcomes_were_drawn_with():
    weights = train(drawn("2026-W30", 1, customer_count=40_000))
    assert weights.intercept == pytest.approx(1, abs=0.15)
    assert weights.coefficients == {
        "recency_week_count": pytest.approx(0.5, abs=0.1),
        "year_ticket_count": pytest.approx(-2, abs=0.1),
    }


def test_the_risk_is_what_the_weights_make_of_the_features():
    snapshot = drawn("2026-W30", 1)
    weights = train(snapshot)
    first = snapshot.features[0]
    log_odds = dict(weights.as_rows())["(intercept)"] + sum(
        value * weights.coefficients[name] for name, value in zip(NAMES, first, strict=True)
    )
    assert risks_of(weights, snapshot)[0] == pytest.approx(1 / (1 + np.exp(-log_odds)))


def test_on_a_week_that_it_has_not_seen_it_foretells_what_comes_and_better_than_one_share_for_all():
    learned, later = drawn("2026-W30", 1), drawn("2026-W38", 2)
    evaluation = evaluate(train(learned), learned, later)
    assert evaluation.brier_score < 0.8 * evaluation.base_brier_score
    assert evaluation.auc > 0.8
    assert evaluation.calibration_error < 0.04
    assert sum(band.customer_count for band in evaluation.bands) == later.customer_count
    assert (evaluation.trained_iso_week, evaluation.evaluated_iso_week) == ("2026-W30", "2026-W38")


def test_outcomes_that_follow_no_feature_are_foretold_no_better_than_by_one_share():
    random = np.random.default_rng(3)
    learned, later = (
        Snapshot(week, NAMES, random.random((4000, 2)), random.random(4000) < 0.4) for week in ("2026-W30", "2026-W38")
    )
    evaluation = evaluate(train(learned), learned, later)
    assert evaluation.brier_score == pytest.approx(evaluation.base_brier_score, abs=0.003)
    assert evaluation.auc == pytest.approx(0.5, abs=0.03)


def test_a_band_begins_at_its_tenth_and_the_last_holds_certainty_too():
    risks = np.array([0.0, 0.0999, 0.1, 0.95, 1.0])
    bands = bands_of(risks, np.array([True, False, False, True, True]))
    assert [(band.number, band.customer_count, band.lapsed_share) for band in bands] == [
        (1, 2, 0.5),
        (2, 1, 0.0),
        (10, 2, 1.0),
    ]


@pytest.mark.parametrize("outcome", [True, False])
def test_a_week_in_which_all_or_none_came_back_teaches_nothing(outcome):
    snapshot = Snapshot("2026-W30", NAMES, np.ones((5, 2)), np.full(5, outcome))
    with pytest.raises(ValueError, match="5 customers of 2026-W30 all or none came back"):
        train(snapshot)
    learned = drawn("2026-W22", 1)
    with pytest.raises(ValueError, match="2026-W30"):
        evaluate(train(learned), learned, snapshot)
