"""The forecast of a panel: what it knows, what it learns, how often its band holds."""

from dataclasses import replace

import numpy as np
import pytest

from lundi.forecast.backtest import SAME_WEEK_LAST_YEAR, WEEK_BEFORE, backtest, score
from lundi.forecast.model import BY_QUARTER, BY_YEAR, Rolled, method_for, roll
from lundi.forecast.panel import Panel, Series, make_panel

YEAR = 52


def drawn(week_count: int, seed: int = 1, store_count: int = 12, luck: float = 0.05) -> Panel:
    """Stores with two departments that share a season, grow by a fifth a year and have luck of their own."""
    random = np.random.default_rng(seed)
    series = tuple(Series(f"store:{store:02}", code) for store in range(store_count) for code in ("A", "B"))
    weeks = np.arange(week_count)
    season = {"A": 0.3 * np.sin(2 * np.pi * weeks / YEAR), "B": 0.3 * np.cos(4 * np.pi * weeks / YEAR)}
    levels = random.uniform(5, 9, len(series))
    noise = random.normal(0, luck, (len(series), week_count))
    logs = np.array([season[one.department_code] for one in series]) + levels[:, None] + 0.2 * weeks / YEAR + noise
    ago = tuple(week - YEAR if week >= YEAR else None for week in range(week_count + 1))
    return Panel(tuple(f"w{week:03}" for week in weeks), "next", ago, series, np.exp(logs))


def test_the_future_changes_no_forecast():
    panel = drawn(110)
    later = panel.sales.copy()
    later[:, 100:] *= 7
    before, after = roll(panel, BY_YEAR), roll(replace(panel, sales=later), BY_YEAR)
    for part in ("point", "low", "high"):
        known, changed = getattr(before, part), getattr(after, part)
        assert np.array_equal(known[:, :101], changed[:, :101], equal_nan=True)
        # The near miss: the week after the first that changed does know it.
        assert not np.array_equal(known[:, 101], changed[:, 101], equal_nan=True)


def test_the_next_week_is_foretold_as_the_backtest_foretells_it():
    panel = drawn(110)
    whole, shorter = roll(panel, BY_YEAR), roll(panel.until(105), BY_YEAR)
    for part in ("point", "low", "high"):
        assert np.allclose(getattr(shorter, part)[:, 105], getattr(whole, part)[:, 105])


def test_a_season_and_a_growth_are_foretold_better_than_by_the_same_week_last_year():
    scored = backtest(drawn(117), 20, SAME_WEEK_LAST_YEAR)
    assert (scored.method_code, scored.series_count, scored.unscored) == (BY_YEAR, 24, ())
    assert scored.mase < 0.5
    assert 0.75 <= scored.coverage <= 0.85


def test_without_a_year_the_quarter_is_enough_to_beat_the_week_before():
    scored = backtest(drawn(51, luck=0.2), 13, WEEK_BEFORE)
    assert scored.method_code == BY_QUARTER
    assert scored.mase < 1
    assert 0.7 <= scored.coverage <= 0.9


@pytest.mark.parametrize(("week_count", "method"), [(32, None), (33, BY_QUARTER), (84, BY_QUARTER), (85, BY_YEAR)])
def test_the_method_is_what_the_history_allows(week_count, method):
    assert method_for(drawn(week_count, store_count=1)) == method


def test_a_band_is_wider_where_a_series_errs_more_and_after_weeks_that_it_missed():
    panel = drawn(110)
    wild = panel.sales.copy()
    wild[0] *= np.exp(np.random.default_rng(2).normal(0, 0.5, 110))
    rolled = roll(replace(panel, sales=wild), BY_YEAR)
    width = np.log(rolled.high[:, -1] / rolled.low[:, -1])
    assert width[0] > 2 * np.median(width[1:])

    shaken = panel.sales.copy()
    shaken[:, 106:] *= np.exp(np.random.default_rng(3).choice([-0.4, 0.4], (24, 4)))
    assert np.median(np.log(roll(replace(panel, sales=shaken), BY_YEAR).high[:, -1])) > np.median(
        np.log(roll(panel, BY_YEAR).high[:, -1])
    )


def test_a_series_that_lacks_a_week_is_listed_with_its_reason_and_scored_nowhere():
    panel = drawn(117)
    holes = panel.sales.copy()
    holes[0, 115] = np.nan  # in the weeks scored
    holes[1, 40] = np.nan  # in the quarter before the same weeks of last year
    scored = backtest(replace(panel, sales=holes), 20, SAME_WEEK_LAST_YEAR)
    assert scored.series_count == 22
    assert {one.series: one.reason for one in scored.unscored} == {
        panel.series[0]: "no sales in 1 of the 20 weeks; no sales in a week that 1 forecasts need",
        panel.series[1]: "no sales in a week that 9 forecasts need",
    }


def test_a_week_without_a_same_week_of_the_year_before_is_not_foretold_and_the_others_are():
    panel = drawn(110)
    ago = tuple(None if week in (105, 110) else place for week, place in enumerate(panel.year_ago))
    without, whole = roll(replace(panel, year_ago=ago), BY_YEAR), roll(panel, BY_YEAR)
    assert np.isnan(without.point[:, [105, 110]]).all()
    assert np.array_equal(without.point[:, 99:105], whole.point[:, 99:105])
    assert np.isfinite(without.point[:, 106:110]).all()


def test_scores_are_what_they_are_on_paper():
    sales = np.array([[10.0, 20.0, 30.0]])
    panel = Panel(("w0", "w1", "w2"), "w3", (None,) * 4, (Series("company", "A"),), sales)
    rolled = Rolled(
        BY_QUARTER,
        1,
        *(
            np.array([values])
            for values in (
                [np.nan, 18.0, 25.0, 1.0],
                [np.nan, 19.0, 20.0, 1.0],
                [np.nan, 21.0, 29.0, 1.0],
            )
        ),
    )
    scored = score(panel, rolled, 2, WEEK_BEFORE)
    # Off by 2 and 5 where the week before is off by 10 and 10; the second week lies above its band.
    assert (scored.mase, scored.coverage, scored.better_share) == (0.35, 0.5, 1.0)


def test_too_short_a_history_is_said():
    with pytest.raises(ValueError, match="40 weeks are too few to foretell the last 13"):
        backtest(drawn(40), 13, WEEK_BEFORE)


def test_a_panel_keeps_the_weeks_and_knows_the_year_before():
    panel = make_panel(
        [
            ("b", "x", "2026-W02", 2.0),
            ("a", "x", "2026-W01", 1.0),
            ("a", "x", "2026-W02", -3.0),
            ("a", "x", "2030-W01", 9.0),
        ],
        ("2025-W01", "2026-W01", "2026-W02"),
        "2026-W03",
        {"2026-W01": "2025-W01", "2026-W03": "2025-W03"},
    )
    assert panel.series == (Series("a", "x"), Series("b", "x"))
    assert panel.year_ago == (None, 0, None, None)
    assert np.array_equal(panel.sales, [[np.nan, 1.0, np.nan], [np.nan, np.nan, 2.0]], equal_nan=True)
