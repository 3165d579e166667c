"""Weekly sales of many series side by side, and what of them can be foretold."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

ALL_DEPARTMENTS = "(all)"


class Series(NamedTuple):
    """What one row of a panel is the sales of."""

    edition_code: str
    department_code: str  # ALL_DEPARTMENTS: the edition's total


@dataclass(frozen=True)
class Panel:
    """Sales by series and week, the weeks without a gap.

    `year_ago` says for each week, and for the one that follows the last, which column is the same week of the year
    before; None where the history does not reach back. A week that sold nothing, or less, is not a number.
    """

    weeks: tuple[str, ...]
    next_week: str
    year_ago: tuple[int | None, ...]
    series: tuple[Series, ...]
    sales: np.ndarray  # series x weeks

    @property
    def week_count(self) -> int:
        """Weeks that are known."""
        return len(self.weeks)

    def until(self, week_count: int) -> "Panel":
        """The panel as it was when so many weeks were known."""
        if week_count == self.week_count:
            return self
        return Panel(
            self.weeks[:week_count],
            self.weeks[week_count],
            self.year_ago[: week_count + 1],
            self.series,
            self.sales[:, :week_count],
        )

    def pooled(self) -> np.ndarray:
        """For each series the sales of its department in all series together, week by week."""
        codes = np.array([one.department_code for one in self.series])
        found = np.zeros_like(self.sales)
        for code in np.unique(codes):
            found[codes == code] = np.nansum(self.sales[codes == code], axis=0)
        return found


def make_panel(
    rows: Iterable[tuple[str, str, str, float | None]], weeks: tuple[str, ...], next_week: str, prior: dict[str, str]
) -> Panel:
    """A panel of edition, department, week and sales; `prior` names the same week of the year before."""
    places = {week: place for place, week in enumerate(weeks)}
    series: dict[Series, int] = {}
    cells = []
    for edition_code, department_code, week, sales in rows:
        if week in places and sales is not None and sales > 0:
            number = series.setdefault(Series(edition_code, department_code), len(series))
            cells.append((number, places[week], float(sales)))
    table = np.full((len(series), len(weeks)), np.nan)
    for number, place, sales in cells:
        table[number, place] = sales
    order = sorted(series, key=lambda one: (one.edition_code, one.department_code))
    year_ago = tuple(places.get(prior.get(week, "")) for week in (*weeks, next_week))
    return Panel(weeks, next_week, year_ago, tuple(order), table[[series[one] for one in order]])
