"""Rolling backtest: each of the last weeks is foretold from what was known before it, beside a naive forecast."""

from dataclasses import dataclass

import numpy as np

from lundi.forecast.model import Rolled, method_for, roll
from lundi.forecast.panel import Panel, Series

SAME_WEEK_LAST_YEAR, WEEK_BEFORE = "the same week last year", "the week before"


@dataclass(frozen=True)
class Unscored:
    """A series that cannot be scored, and why."""

    series: Series
    reason: str


@dataclass(frozen=True)
class Scored:
    """How the forecasts of the last weeks fared.

    `mase` is the mean absolute error over that of the naive on the same weeks, all series and weeks together: each euro
    counts. `mean_series_mase` is the mean of the same by series, `better_share` the share of series where it is below
    1. `coverage` is the share of weeks inside their band, which aims at 0.8.
    """

    method_code: str
    naive: str
    weeks: tuple[str, ...]
    series_count: int
    mase: float
    mean_series_mase: float
    better_share: float
    coverage: float
    unscored: tuple[Unscored, ...]


def backtest(panel: Panel, week_count: int, naive: str) -> Scored:
    """Scores the last weeks of a panel. Raises ValueError where they cannot be foretold, or no series be scored.

    The method is the one that could be used before the first of them.
    """
    method = method_for(panel.until(panel.week_count - week_count)) if panel.week_count > week_count else None
    if method is None:
        raise ValueError(f"{panel.week_count} weeks are too few to foretell the last {week_count} of them")
    return score(panel, roll(panel, method), week_count, naive)


def score(panel: Panel, rolled: Rolled, week_count: int, naive: str) -> Scored:
    """Compares rolled forecasts with the last weeks of the panel. Raises ValueError where no series can be scored."""
    weeks = np.arange(panel.week_count - week_count, panel.week_count)
    seen, foretold = panel.sales[:, weeks], rolled.point[:, weeks]
    guessed = _guessed(panel, weeks, naive)
    unscored = tuple(_unscored(panel, seen, foretold, guessed))
    left_out = {one.series for one in unscored}
    kept = np.array([one not in left_out for one in panel.series])
    if not kept.any():
        raise ValueError("no series has sales in every week that is needed")
    errors, naive_errors = np.abs(seen - foretold)[kept], np.abs(seen - guessed)[kept]
    by_series = errors.mean(axis=1) / naive_errors.mean(axis=1)
    held = (seen >= rolled.low[:, weeks]) & (seen <= rolled.high[:, weeks])
    return Scored(
        rolled.method_code,
        naive,
        tuple(panel.weeks[week] for week in weeks),
        int(kept.sum()),
        float(errors.sum() / naive_errors.sum()),
        float(by_series.mean()),
        float((by_series < 1).mean()),
        float(held[kept].mean()),
        unscored,
    )


def _guessed(panel: Panel, weeks: np.ndarray, naive: str) -> np.ndarray:
    if naive == WEEK_BEFORE:
        return panel.sales[:, weeks - 1]
    unknown = np.full(len(panel.series), np.nan)
    same_weeks = (panel.year_ago[week] for week in weeks)
    return np.column_stack([unknown if ago is None else panel.sales[:, ago] for ago in same_weeks])


def _unscored(panel: Panel, seen: np.ndarray, foretold: np.ndarray, guessed: np.ndarray) -> list[Unscored]:
    found = []
    for series, came, said, naive in zip(panel.series, seen, foretold, guessed, strict=True):
        reasons = []
        if missing := int(np.isnan(came).sum()):
            reasons.append(f"no sales in {missing} of the {len(came)} weeks")
        if missing := int(np.isnan(naive).sum()):
            reasons.append(f"no naive forecast for {missing}")
        if missing := int(np.isnan(said).sum()):
            reasons.append(f"no sales in a week that {missing} forecasts need")
        if reasons:
            found.append(Unscored(series, "; ".join(reasons)))
    return found
