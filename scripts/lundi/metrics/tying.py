"""Whether a figure is the same wherever it stands: semantic layer, mart, report and extract.

The figures that the report prints are compared by week over the company, its regions and its stores: what MetricFlow
answers, `fct_metric_terms_weekly`, `rpt_monday_tiles` and the extracts as Hyper reads them. Those that steer stand in
a mart of their own alone: there MetricFlow's answer is held against a plain sum of the mart's columns.
"""

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from lundi.errors import LundiError
from lundi.extract.hyper import TABLE, hyper_process
from lundi.extract.plan import planned_extracts
from lundi.extract.writing import write_extracts
from lundi.metrics.asking import WEEK, SemanticLayer
from lundi.metrics.writing import FILE, UNKNOWN, Figure, Measure, read_figures, read_measures
from lundi.settings import PROJECT_ROOT, Settings
from lundi.warehouse.dbt import target_folder
from lundi.warehouse.published import open_published

if TYPE_CHECKING:
    from tableauhyperapi import Connection

# What an edition of the report is cut by: the beginning of its code, the dimension, the column of the extracts.
CUTS = {
    "company": ("", ""),
    "region": ("store_week__region_code", "region_code"),
    "store": ("store_week__store_id", "store_id"),
}
COST = "monday_cost_eur_excl_tax"  # the one figure of the report without a row of terms
DIGITS = {"rate": Decimal("0.001")}
CENT = Decimal("0.01")
PLACES = 4  # semantic layer, mart, report, extract
NEAR = 1e-9  # a ratio leaves MetricFlow as a double

Key = tuple[str, str, str]  # figure, week, edition


@dataclass(frozen=True)
class Compared:
    """A value that was compared: whether there is one, and what is wrong with it (empty where nothing is)."""

    is_known: bool
    difference: str


@dataclass(frozen=True)
class Tied:
    """What was compared, and where two places say two things."""

    figure_count: int
    value_count: int
    unknown_count: int
    weeks: tuple[str, ...]
    differences: tuple[str, ...]


def tie_figures(settings: Settings, week_count: int = 5) -> Tied:
    """Compares every figure of the published edition over its newest whole weeks that sold.

    Raises LundiError where nothing is published, no whole week is, or MetricFlow or Hyper is not installed.
    """
    measures = read_measures(PROJECT_ROOT / FILE.parent)
    figures = read_figures(PROJECT_ROOT / "seeds" / "glossary", measures)
    layer = SemanticLayer.of_last_build(target_folder(settings))
    with open_published(settings) as connection:
        weeks = _whole_weeks(connection, week_count)
        marts = _terms_of_marts(connection, weeks)
        printed = {figure.code: figure for figure in figures if any(code == figure.code for code, *_ in marts)}
        asked = _asked(layer, connection, list(printed), weeks)
        tiles = _tiles(connection, weeks)
        cost, costs = _costs(layer, connection), _printed_costs(connection)
        steering = [figure for figure in figures if figure.code not in printed and figure.code != COST]
        alone = [found for figure in steering for found in _steering(layer, connection, measures, figure, week_count)]
    extracts = _terms_of_extracts(settings, printed.values(), measures, weeks)
    differences = [
        difference
        for key in sorted(marts)
        for difference in _compared(key, printed[key[0]], asked.get(key), marts[key], tiles.get(key), extracts.get(key))
    ]
    differences += [f"{COST} {week}: {cost.get(week)} asked, {shown} printed" for week, shown in costs.items()
                    if cost.get(week) is None or round_half_up(cost[week], CENT) != shown]  # fmt: skip
    differences += [one.difference for one in alone if one.difference]
    unknown_count = PLACES * sum(_ratio(*terms) is None for terms in marts.values())
    unknown_count += sum(not one.is_known for one in alone)
    value_count = PLACES * len(marts) + len(costs) + len(alone)
    return Tied(len(figures), value_count, unknown_count, tuple(weeks), tuple(differences))


def round_half_up(value: Decimal, digit: Decimal) -> Decimal:
    """Rounded away from zero at half, as the report rounds."""
    return value.quantize(digit, rounding=ROUND_HALF_UP)


def _whole_weeks(connection: duckdb.DuckDBPyConnection, count: int) -> list[str]:
    found = connection.execute(
        "select iso_week from core.dim_sales_weeks where is_closed and not is_partial "
        "and iso_week in (select iso_week from marts.fct_store_sales_weekly) order by iso_week desc limit ?",
        [count],
    ).fetchall()
    if not found:
        raise LundiError("no whole week with sales is published", "run `lundi monday` first")
    return sorted(week for (week,) in found)


def _terms_of_marts(
    connection: duckdb.DuckDBPyConnection, weeks: Sequence[str]
) -> dict[Key, tuple[Decimal | None, Decimal | None]]:
    rows = connection.execute(
        "select metric_code, iso_week, edition_code, current_numerator, current_denominator "
        "from marts.fct_metric_terms_weekly where comparison_code = 'prior_year' and list_contains(?, iso_week)",
        [list(weeks)],
    ).fetchall()
    return {(code, week, edition): (above, below) for code, week, edition, above, below in rows}


def _tiles(connection: duckdb.DuckDBPyConnection, weeks: Sequence[str]) -> dict[Key, Decimal | None]:
    rows = connection.execute(
        "select metric_code, iso_week, edition_code, current_value from reports.rpt_monday_tiles "
        "where comparison_code = 'prior_year' and list_contains(?, iso_week)",
        [list(weeks)],
    ).fetchall()
    return {(code, week, edition): value for code, week, edition, value in rows}


def _asked(
    layer: SemanticLayer, connection: duckdb.DuckDBPyConnection, codes: Sequence[str], weeks: Sequence[str]
) -> dict[Key, Any]:
    found: dict[Key, Any] = {}
    for cut, (dimension, _) in CUTS.items():
        for row in layer.ask(connection, codes, [WEEK, *([dimension] if dimension else [])]):
            if row[WEEK] in weeks:
                edition = f"{cut}:{row[dimension]}" if dimension else cut
                found.update({(code, row[WEEK], edition): row[code] for code in codes})
    return found


def _terms_of_extracts(
    settings: Settings, figures: Iterable[Figure], measures: Mapping[str, Measure], weeks: Sequence[str]
) -> dict[Key, tuple[Decimal | None, Decimal | None]]:
    """The terms as Hyper adds them up, in extracts that are written for the question."""
    from tableauhyperapi import Connection

    files = {extract.mart: extract.file for extract in planned_extracts(PROJECT_ROOT)}
    figures = list(figures)
    terms = sorted({term for figure in figures for term in (figure.numerator, figure.denominator) if term})
    sums: dict[tuple[str, str, str], Decimal | None] = {}
    with tempfile.TemporaryDirectory(prefix="lundi-metrics-") as folder:
        write_extracts(settings, Path(folder))
        with hyper_process() as process:
            for mart in sorted({measures[term].mart for term in terms}):
                with Connection(process.endpoint, str(Path(folder) / f"{files[mart]}.hyper")) as opened:
                    for term in (one for one in terms if measures[one].mart == mart):
                        sums.update(_sums(opened, term, measures, weeks))
    return {
        (figure.code, week, edition): (
            sums.get((figure.numerator, week, edition)),
            sums.get((figure.denominator, week, edition)) if figure.denominator else Decimal(1),
        )
        for figure in figures
        for week, edition in {key[1:] for key in sums}
    }


def _sums(
    opened: "Connection", term: str, measures: Mapping[str, Measure], weeks: Sequence[str]
) -> dict[tuple[str, str, str], Decimal | None]:
    """One measure by week and edition; a sum that a row keeps from being known is none."""
    unknown = measures.get(f"{term}{UNKNOWN}")
    found: dict[tuple[str, str, str], Decimal | None] = {}
    for cut, (_, column) in CUTS.items():
        member = f'"{column}"' if column else "''"
        rows = opened.execute_list_query(
            f"select iso_week, {member}, cast(sum({measures[term].column}) as text), "
            f"sum({unknown.column if unknown else '0'}) from {TABLE} "
            f"where iso_week in ({', '.join(repr(week) for week in weeks)}) group by 1, 2"
        )
        for week, name, total, unknown_count in rows:
            edition = f"{cut}:{name}" if column else cut
            is_known = total is not None and not unknown_count
            found[term, week, edition] = Decimal(total) if is_known else None
    return found


def _compared(
    key: Key,
    figure: Figure,
    asked: Any,  # noqa: ANN401
    mart: tuple[Decimal | None, Decimal | None],
    tile: Decimal | None,
    extract: tuple[Decimal | None, Decimal | None] | None,
) -> Iterable[str]:
    """What does not agree with the mart, which the report is made of."""
    where = " ".join(key)
    value = _ratio(*mart)
    if not _is_near(asked, value):
        yield f"{where}: the semantic layer says {asked}, the mart {value}"
    shown = None if value is None else round_half_up(value, DIGITS.get(figure.unit, CENT))
    if tile != shown:
        yield f"{where}: the report says {tile}, the mart {shown}"
    above, below = extract or (None, None)
    taken_out = _ratio(above, below)
    if taken_out != value:
        yield f"{where}: the extract says {taken_out}, the mart {value}"


def _ratio(above: Decimal | None, below: Decimal | None) -> Decimal | None:
    return above / below if above is not None and below else None


def _is_near(asked: Any, value: Decimal | None) -> bool:  # noqa: ANN401
    if asked is None or value is None:
        return asked is None and value is None
    return abs(float(asked) - float(value)) <= NEAR * max(1.0, abs(float(value)))


def _costs(layer: SemanticLayer, connection: duckdb.DuckDBPyConnection) -> dict[str, Decimal]:
    return {row[WEEK]: row[COST] for row in layer.ask(connection, [COST], [WEEK])}


def _printed_costs(connection: duckdb.DuckDBPyConnection) -> dict[str, Decimal]:
    rows = connection.execute(
        "select cost_iso_week, max(compute_cost_eur_excl_tax) from reports.rpt_monday_costs "
        "where compute_cost_eur_excl_tax is not null group by cost_iso_week"
    ).fetchall()
    return dict(rows)


def _steering(
    layer: SemanticLayer,
    connection: duckdb.DuckDBPyConnection,
    measures: Mapping[str, Measure],
    figure: Figure,
    date_count: int,
) -> Iterable[Compared]:
    """Each value of a figure of one mart, over the newest dates and each dimension."""
    above, below = measures[figure.numerator], measures[figure.denominator or figure.numerator]
    relation, date, dimensions = layer.describe(figure.numerator)
    for dimension, column in [("", "''"), *dimensions.items()]:
        rows = connection.execute(
            f"select {date}, {column}, sum({above.column}), sum({below.column}) from {relation} "
            f"where {date} in (select distinct {date} from {relation} order by 1 desc limit {int(date_count)}) "
            "group by 1, 2"
        ).fetchall()
        group_by = ["metric_time__day", *([dimension] if dimension else [])]
        asked = {
            (str(row["metric_time__day"])[:10], row[dimension] if dimension else ""): row[figure.code]
            for row in layer.ask(connection, [figure.code], group_by)
        }
        for day, member, numerator, denominator in rows:
            value = _ratio(numerator, Decimal(denominator) if denominator is not None else None)
            answer = asked.get((str(day), member))
            where = f"{figure.code} {day} {dimension} {member}"
            difference = "" if _is_near(answer, value) else f"{where}: {answer} asked, {value} in {relation}"
            yield Compared(value is not None, difference)
