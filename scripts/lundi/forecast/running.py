"""Reads the sales of an edition, foretells a week of each of its editions of the report, and writes that down."""

import json
import math
import uuid
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import duckdb
import numpy as np

from lundi.errors import LundiError
from lundi.forecast.backtest import SAME_WEEK_LAST_YEAR, WEEK_BEFORE, Scored, backtest
from lundi.forecast.model import Rolled, method_for, roll
from lundi.forecast.panel import ALL_DEPARTMENTS, Panel, make_panel
from lundi.publications import Store
from lundi.settings import Settings
from lundi.warehouse.ledger import naive
from lundi.warehouse.published import open_edition, read_edition
from lundi.warehouse.state import open_state

LEVELS = ("company", "region", "store")  # what an edition's code begins with; each level learns by itself
DEMO_WEEKS, BASKET_WEEKS = 26, 13
TABLE = "state.sales_forecasts"
COMPANY_TOTAL = ("company", ALL_DEPARTMENTS)
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Forecast:
    """One department of one edition in one week, in euros including tax."""

    iso_week: str
    edition_code: str
    department_code: str  # (all): the edition's total
    method_code: str
    trained_until_iso_week: str
    point: Decimal
    low: Decimal
    high: Decimal


@dataclass(frozen=True)
class LevelScore:
    """The backtest of one level."""

    level: str
    scored: Scored


@dataclass(frozen=True)
class Foretold:
    """What a run of the forecast did."""

    week_count: int  # of the history
    forecasts: tuple[Forecast, ...]
    new_count: int  # of them were not there yet

    @property
    def totals(self) -> list[Forecast]:
        """The company's own."""
        return [one for one in self.forecasts if (one.edition_code, one.department_code) == COMPANY_TOTAL]


def forecast_edition(settings: Settings, iso_week: str | None = None) -> Foretold:
    """Foretells a week (default: the one after the last that is over) from the published edition, and keeps it.

    Raises LundiError where no edition is published, or as read_panels does; where the history is too short there are no
    forecasts.
    """
    published = _published(settings)
    as_of = read_edition(published).as_of
    if as_of is None:
        raise LundiError("the published edition does not say of which moment it is", "run `lundi monday` anew")
    with open_edition(published) as connection:
        panels = read_panels(connection, iso_week)
    forecasts = foretell(panels.values())
    return Foretold(panels[LEVELS[0]].week_count, tuple(forecasts), _keep(settings, forecasts, as_of))


def _keep(settings: Settings, forecasts: list[Forecast], as_of: datetime) -> int:
    if not forecasts:
        return 0
    with open_state(settings.state_database) as state:
        return write_forecasts(Store(state), forecasts, as_of)


def _published(settings: Settings) -> Path:
    if not settings.published_database.is_file():
        raise LundiError("no edition is published", "run `lundi monday` first")
    return settings.published_database


def read_panels(connection: duckdb.DuckDBPyConnection, iso_week: str | None = None) -> dict[str, Panel]:
    """The whole weeks before a week (default: the one after the last that is over), by level.

    Raises LundiError where the calendar does not know the week, or no week before it is whole.
    """
    found = connection.execute(
        "select sold.iso_week, weeks.prior_year_iso_week from core.dim_sales_weeks as sold "
        "inner join core.dim_iso_weeks as weeks on sold.iso_week = weeks.iso_week "
        "where sold.is_closed and not sold.is_partial and (sold.iso_week < ? or ? is null) order by sold.first_date",
        [iso_week, iso_week],
    ).fetchall()
    if not found:
        raise LundiError("no week is over that could be foretold from", "wait for sales, or name a later week")
    weeks = tuple(week for week, _ in found)
    following = connection.execute(
        "select iso_week, prior_year_iso_week from core.dim_iso_weeks where week_before_iso_week = ?", [weeks[-1]]
    ).fetchone()
    if following is None or (iso_week and following[0] != iso_week):
        raise LundiError(
            f"{iso_week or 'the next week'} does not follow {weeks[-1]}, the last week that is known before it",
            "name a week of the history, or the one after it",
        )
    prior = dict([*found, following])
    return {level: make_panel(_sales(connection, level), weeks, following[0], prior) for level in LEVELS}


def _sales(connection: duckdb.DuckDBPyConnection, level: str) -> Iterable[tuple[str, str, str, float | None]]:
    return connection.execute(
        "select edition_code, coalesce(department_code, ?), iso_week, cast(sum(current_sales_eur_incl_tax) as double) "
        "from marts.fct_edition_department_sales_weekly "
        "where comparison_code = 'week_before' and split_part(edition_code, ':', 1) = ? "
        "group by grouping sets ((edition_code, department_code, iso_week), (edition_code, iso_week))",
        [ALL_DEPARTMENTS, level],
    ).fetchall()


def foretell(panels: Iterable[Panel]) -> list[Forecast]:
    """The week after the panels, department by department; none where the history is too short."""
    found = []
    for panel in panels:
        method = method_for(panel)
        if method is not None:
            found += _forecasts(panel, roll(panel, method))
    return found


def _forecasts(panel: Panel, rolled: Rolled) -> list[Forecast]:
    ends = (rolled.point[:, -1], rolled.low[:, -1], rolled.high[:, -1])
    return [
        Forecast(
            panel.next_week,
            series.edition_code,
            series.department_code,
            rolled.method_code,
            panel.weeks[-1],
            *(in_cents(float(one)) for one in values),
        )
        for series, values in zip(panel.series, zip(*ends, strict=True), strict=True)
        if all(math.isfinite(value) for value in values)
    ]


def in_cents(value: float) -> Decimal:
    """Euros, rounded half up."""
    return Decimal(repr(value)).quantize(CENT, ROUND_HALF_UP)


def write_forecasts(store: Store, forecasts: list[Forecast], as_of: datetime) -> int:
    """Appends the forecasts (at least one) of a moment; gives how many were new. What was foretold then stays."""
    moment = naive(as_of)
    if store.rows(f"select 1 from {TABLE} where as_of = ? and iso_week = ? limit 1", [moment, forecasts[0].iso_week]):
        return 0
    forecast_id = str(uuid.uuid4())
    store.insert(TABLE, [(forecast_id, moment, *asdict(one).values()) for one in forecasts])
    return len(forecasts)


def score_edition(settings: Settings, week_count: int = DEMO_WEEKS) -> list[LevelScore]:
    """The backtest of each level on the last weeks of the published edition, against the same week of the year before.

    Raises LundiError where none is published, or its history is too short.
    """
    with open_edition(_published(settings)) as connection:
        panels = read_panels(connection)
    try:
        return [LevelScore(level, backtest(panel, week_count, SAME_WEEK_LAST_YEAR)) for level, panel in panels.items()]
    except ValueError as error:
        raise LundiError(f"the backtest cannot be run: {error}", "it needs two years of sales") from error


def score_baskets(week_count: int = BASKET_WEEKS) -> list[LevelScore]:
    """The backtest by department on the published baskets (docs/complete_journey.md), against the week before.

    Raises LundiError where the package that holds them is not installed.
    """
    from lundi.demo.complete_journey import read_department_weeks

    found = read_department_weeks()
    weeks = tuple(sorted({week for _, week, _ in found}))
    panel = make_panel(((LEVELS[0], code, week, sales) for code, week, sales in found), weeks, "", {})
    return [LevelScore(LEVELS[0], backtest(panel, week_count, WEEK_BEFORE))]


def write_scores(path: Path, scores: list[LevelScore], source: str, moment: datetime) -> Path:
    """The scores as JSON, with every series that could not be scored."""
    document = {
        "benchmark": "forecast",
        "source": source,
        "measured_at": moment.isoformat(),
        "levels": [{"level": one.level, **asdict(one.scored)} for one in scores],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document, indent=1, default=_plain, ensure_ascii=False), encoding="utf-8")
    return path


def _plain(value: object) -> object:
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(f"{type(value).__name__} has no place in JSON")
