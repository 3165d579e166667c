"""The forecast: a ridge regression on logarithms over all series of a level, and bands that learn from their misses.

From 85 weeks of history on a week is foretold from the mean of its last quarter times what the same week of the year
before was of the quarter before it, in all series of the department; the regression learns how far the series' own
year, its last week and its last month correct that. With fewer weeks, 33 at least, from the last week and month
against the quarter. A euro counts as a euro: rows weigh what their series sells. Nothing is read from the week
foretold or later.

The band is conformal: errors of the last quarter, measured in each series' usual error, and quantiles of them. Its
width follows what it missed in the weeks before (adaptive conformal inference, Gibbs and Candès 2021), so that it
holds its share when the season changes.
"""

from dataclasses import dataclass

import numpy as np

from lundi.forecast.panel import Panel

MONTH, QUARTER = 4, 13
FEWEST_LEARNED_WEEKS = 13  # fewer weeks teach nothing
FEWEST_ERROR_WEEKS = 6  # before the first band
PENALTY = 100.0  # of the regression; rows weigh one on average
MISSED_SHARE = 0.2  # an 80 % band
ADAPTATION = 0.1  # by how much of a week's surprise the next band is wider or narrower
NARROWEST, WIDEST = 0.5, 0.02  # shares missed that a band is never beyond
BORROWED_WEEKS = 8  # a series' usual error counts so many weeks of everybody's
BY_YEAR, BY_QUARTER = "ridge_year", "ridge_quarter"
YEAR_INPUTS = 7  # of the regression


@dataclass(frozen=True)
class Rolled:
    """Forecasts of one week each, from what was known the week before; not a number where there is none."""

    method_code: str
    first: int  # the first column that was foretold
    point: np.ndarray  # series x (weeks + 1); the last column is the week that follows
    low: np.ndarray
    high: np.ndarray


def method_for(panel: Panel) -> str | None:
    """How the week after a panel is foretold: from its year, from its quarter, or not at all."""
    for method in (BY_YEAR, BY_QUARTER):
        if panel.week_count - _first_learned(panel, method) >= FEWEST_LEARNED_WEEKS + FEWEST_ERROR_WEEKS + 1:
            return method
    return None


def roll(panel: Panel, method: str) -> Rolled:
    """Foretells every week that can be, and the next, each from the weeks before it alone, with its band."""
    week_count, first_learned = panel.week_count, _first_learned(panel, method)
    first = first_learned + FEWEST_LEARNED_WEEKS
    pooled = panel.pooled()
    inputs = {week: _inputs(panel, pooled, week, method) for week in range(first_learned, week_count + 1)}
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.log(panel.sales)
    foretold = np.full((len(panel.series), week_count + 1), np.nan)
    for week in range(first, week_count + 1):
        foretold[:, week] = _foretell(inputs, logs, range(first_learned, week), week)
    low, high = _bands(logs - foretold[:, :week_count], first)
    return Rolled(method, first, np.exp(foretold), np.exp(foretold + low), np.exp(foretold + high))


def _first_learned(panel: Panel, method: str) -> int:
    """The first column whose inputs lie in the history."""
    if method == BY_QUARTER:
        return QUARTER
    found = (
        week for week, ago in enumerate(panel.year_ago) if week >= 2 * QUARTER and ago is not None and ago >= QUARTER
    )
    return next(found, panel.week_count + 1)


def _inputs(panel: Panel, pooled: np.ndarray, week: int, method: str) -> tuple[np.ndarray, np.ndarray]:
    """What a week is foretold from: the regression's inputs, and what it corrects, as logarithms."""
    sales = panel.sales
    with np.errstate(divide="ignore", invalid="ignore"):
        quarter = _mean(sales, week, QUARTER)
        inputs = [
            np.log(sales[:, week - 1] / quarter),
            np.log(_mean(sales, week, MONTH) / quarter),
            np.log(pooled[:, week - 1] / _mean(pooled, week, QUARTER)),
        ]
        base = np.log(quarter)
        if method == BY_YEAR:
            # A 53rd week may have no same week of the year before: it is not foretold.
            ago = panel.year_ago[week]
            if ago is None or ago < QUARTER:
                return np.full((len(sales), YEAR_INPUTS), np.nan), np.full(len(sales), np.nan)
            season = np.log(pooled[:, ago] / _mean(pooled, ago, QUARTER))
            inputs += [
                np.log(_mean(sales, week, 2 * QUARTER) / quarter),
                np.log(sales[:, ago] / _mean(sales, ago, QUARTER)) - season,
                np.log(pooled[:, ago - 1] / _mean(pooled, ago, QUARTER)),
                season,
            ]
            base = base + season
    return np.column_stack(inputs), base


def _mean(sales: np.ndarray, week: int, week_count: int) -> np.ndarray:
    """The mean of the weeks before a week; not a number where one of them lacks."""
    return sales[:, week - week_count : week].mean(axis=1)


def _foretell(
    inputs: dict[int, tuple[np.ndarray, np.ndarray]], logs: np.ndarray, learned: range, week: int
) -> np.ndarray:
    from sklearn.linear_model import Ridge

    rows = np.vstack([inputs[one][0] for one in learned])
    base = np.concatenate([inputs[one][1] for one in learned])
    answers = np.concatenate([logs[:, one] for one in learned]) - base
    usable = np.isfinite(rows).all(axis=1) & np.isfinite(answers)
    found = np.full(len(logs), np.nan)
    asked, asked_base = inputs[week]
    askable = np.isfinite(asked).all(axis=1) & np.isfinite(asked_base)
    if usable.any() and askable.any():
        weights = np.exp(base[usable])
        model = Ridge(alpha=PENALTY).fit(rows[usable], answers[usable], sample_weight=weights / weights.mean())
        found[askable] = model.predict(asked[askable]) + asked_base[askable]
    return found


def _bands(errors: np.ndarray, first: int) -> tuple[np.ndarray, np.ndarray]:
    """What to add to each forecast's logarithm for the low and the high end, from the errors of the weeks before."""
    series_count, week_count = errors.shape
    low, high = (np.full((series_count, week_count + 1), np.nan) for _ in range(2))
    usual = {week: _usual_error(errors, first, week) for week in range(first + 2, week_count + 1)}
    missed_share = MISSED_SHARE
    for week in range(first + FEWEST_ERROR_WEEKS, week_count + 1):
        known = range(max(first + 2, week - QUARTER), week)
        measured = np.concatenate([errors[:, one] / usual[one] for one in known])
        measured = measured[np.isfinite(measured)]
        if not len(measured):
            continue
        share = min(max(missed_share, WIDEST), NARROWEST)
        # With few errors the ends lie further out: the next one is one more of them.
        ends = max(share / 2 - 1 / len(measured), 0), min(1 - share / 2 + 1 / len(measured), 1)
        low[:, week], high[:, week] = (np.quantile(measured, end) * usual[week] for end in ends)
        if week < week_count:
            came = np.isfinite(errors[:, week])
            held = (errors[:, week] >= low[:, week]) & (errors[:, week] <= high[:, week])
            if came.any():
                missed_share += ADAPTATION * (MISSED_SHARE - (1 - held[came].mean()))
    return low, high


def _usual_error(errors: np.ndarray, first: int, week: int) -> np.ndarray:
    """Each series' mean error of the last quarter, drawn towards everybody's where its weeks are few."""
    recent = np.abs(errors[:, max(first, week - QUARTER) : week])
    counts = np.isfinite(recent).sum(axis=1)
    everybody = np.nanmean(recent) if counts.any() else np.nan
    return (np.nansum(recent, axis=1) + BORROWED_WEEKS * everybody) / (counts + BORROWED_WEEKS)
