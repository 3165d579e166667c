"""Forecasting an edition: what is read, what is kept, what is said where it cannot be."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import duckdb
import pytest

from lundi.errors import LundiError
from lundi.forecast.running import forecast_edition, in_cents, score_baskets, score_edition, write_scores
from lundi.warehouse.published import STAMP
from lundi.warehouse.state import open_state
from lundi.weeks import first_day
from runs import settings_in


def publish(settings, week_count: int) -> None:
    """An edition of 2024-W02 and so many weeks, of one store in two departments, sold by a rule with a season."""
    settings.published_database.parent.mkdir(parents=True)
    with duckdb.connect(str(settings.published_database)) as connection:
        for schema in ("audit", "core", "marts"):
            connection.execute(f"create schema {schema}")
        connection.execute(f"create table {STAMP} as select timestamp '2026-11-16 05:00:00' as as_of, 'r' as run_id")
        connection.execute(
            "create table core.dim_iso_weeks as "
            "select strftime(day, '%G-W%V') as iso_week, cast(day as date) as first_date, "
            "strftime(day - interval 364 day, '%G-W%V') as prior_year_iso_week, "
            "strftime(day - interval 7 day, '%G-W%V') as week_before_iso_week "
            "from range(date '2022-01-03', date '2029-01-01', interval 7 day) as days (day)"
        )
        connection.execute(
            "create table core.dim_sales_weeks as select iso_week, first_date, true as is_closed, "
            "first_date = date '2024-01-08' as is_partial from core.dim_iso_weeks "
            f"where first_date >= date '2024-01-08' and first_date < date '2024-01-08' + {7 * (week_count + 1)}"
        )
        connection.execute(
            "create table marts.fct_edition_department_sales_weekly as "
            "select edition_code, iso_week, comparison_code, department_code, "
            "cast(share * (1000 + 200 * sin(epoch(first_date) / 5e6) "
            "+ hash(edition_code || department_code || iso_week) % 100) as numeric(18, 2)) "
            "as current_sales_eur_incl_tax from core.dim_sales_weeks, "
            "(values ('company'), ('region:1'), ('store:S1')) as editions (edition_code), "
            "(values ('week_before'), ('prior_year')) as comparisons (comparison_code), "
            "(values ('06', 1), ('07', 2)) as departments (department_code, share)"
        )


def kept(settings, query: str) -> list[tuple]:
    with open_state(settings.state_database, read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_every_edition_and_department_is_foretold_and_its_total_by_itself(tmp_path):
    settings = settings_in(tmp_path)
    publish(settings, 100)
    done = forecast_edition(settings)
    # 2024-W02 is partial and unread; a hundred whole weeks follow.
    week = done.forecasts[0].iso_week
    assert done.week_count == 100
    assert first_day(week) == first_day("2024-W03") + timedelta(weeks=100)
    assert {(one.edition_code, one.department_code) for one in done.forecasts} == {
        (edition, department) for edition in ("company", "region:1", "store:S1") for department in ("06", "07", "(all)")
    }
    for one in done.forecasts:
        assert one.low < one.point < one.high
    (total,) = done.totals
    assert total.point == pytest.approx(Decimal(3150), rel=Decimal("0.3"))
    assert kept(settings, "select count(*), count(distinct forecast_id), min(as_of) from state.sales_forecasts") == [
        (9, 1, datetime(2026, 11, 16, 5))
    ]


def test_what_was_foretold_at_a_moment_stays(tmp_path):
    settings = settings_in(tmp_path)
    publish(settings, 60)
    assert forecast_edition(settings).new_count == 9
    before = kept(settings, "select * from state.sales_forecasts order by all")
    assert forecast_edition(settings).new_count == 0
    assert kept(settings, "select * from state.sales_forecasts order by all") == before
    # Another week of the same moment is another forecast.
    assert forecast_edition(settings, "2025-W05").new_count == 9


def test_a_past_week_is_foretold_from_the_weeks_before_it(tmp_path):
    settings = settings_in(tmp_path)
    publish(settings, 60)
    past = forecast_edition(settings, "2025-W05")
    assert {one.trained_until_iso_week for one in past.forecasts} == {"2025-W04"}
    with duckdb.connect(str(settings.published_database)) as connection:
        connection.execute(
            "update marts.fct_edition_department_sales_weekly set current_sales_eur_incl_tax = 1 "
            "where iso_week >= '2025-W05'"
        )
    assert forecast_edition(settings, "2025-W05").forecasts == past.forecasts


def test_a_short_history_foretells_nothing_and_leaves_no_state(tmp_path):
    settings = settings_in(tmp_path)
    publish(settings, 30)
    done = forecast_edition(settings)
    assert (done.week_count, done.forecasts, done.new_count) == (30, (), 0)
    assert not settings.state_database.exists()


def test_a_week_that_does_not_follow_the_history_is_refused(tmp_path):
    settings = settings_in(tmp_path)
    publish(settings, 60)
    with pytest.raises(LundiError, match="2027-W40 does not follow 2025-W10"):
        forecast_edition(settings, "2027-W40")
    with pytest.raises(LundiError, match="no week is over"):
        forecast_edition(settings, "2023-W40")
    with pytest.raises(LundiError, match="no edition is published"):
        forecast_edition(settings_in(tmp_path / "elsewhere"))


def test_a_backtest_needs_its_history(tmp_path):
    settings = settings_in(tmp_path)
    publish(settings, 50)
    with pytest.raises(LundiError, match="50 weeks are too few to foretell the last 26"):
        score_edition(settings)


def test_the_published_baskets_are_foretold_better_than_by_the_week_before(tmp_path):
    scores = score_baskets()
    (scored,) = (one.scored for one in scores)
    assert (scored.weeks[0], scored.weeks[-1]) == ("2017-W40", "2017-W52")
    assert scored.mase < 1
    assert 0.75 <= scored.coverage <= 0.85
    path = write_scores(tmp_path / "bench" / "forecast.json", scores, "baskets", datetime(2026, 11, 16, tzinfo=UTC))
    level = json.loads(path.read_text(encoding="utf-8"))["levels"][0]
    assert level["mase"] == scored.mase
    assert len(level["unscored"]) == len(scored.unscored) > 0
    assert all(one["reason"] for one in level["unscored"])


def test_a_cent_is_rounded_half_up():
    assert (in_cents(1.005), in_cents(2.675), in_cents(10.0)) == (Decimal("1.01"), Decimal("2.68"), Decimal("10.00"))
