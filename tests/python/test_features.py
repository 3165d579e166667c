"""What models may know of a customer at the end of a week does not change by what is sold later."""

import shutil
from collections.abc import Iterator

import duckdb
import pytest

from lundi.warehouse.dbt import target_folder
from runs import Run

SALES = "marts.fct_customer_weekly"
THE_WEEK_BEFORE = "2026-W45"


@pytest.fixture
def edition(four_weeks: Run, tmp_path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A copy of the published edition in which three customers bought now and then in every week that is over."""
    shutil.copy(four_weeks.settings.published_database, tmp_path / "lundi.duckdb")
    with duckdb.connect(str(tmp_path / "lundi.duckdb")) as connection:
        connection.execute(f"delete from {SALES}")
        connection.execute(
            f"insert into {SALES} select customer_id, iso_week, channel_code, 1 + hash(iso_week) % 3, 5, 12.50, 0.50 "
            "from core.dim_sales_weeks, (values ('C1'), ('C2'), ('C3')) as customers (customer_id), "
            "(values ('store'), ('drive')) as channels (channel_code) "
            "where is_closed and hash(customer_id || iso_week || channel_code) % 3 > 0"
        )
        yield connection


@pytest.fixture
def features_sql(four_weeks: Run) -> str:
    """What dbt made of the model for that edition."""
    folder = target_folder(four_weeks.settings) / "compiled/lundi/models/marts/customer"
    return (folder / "fct_customer_features.sql").read_text(encoding="utf-8")


def of_weeks_before(connection: duckdb.DuckDBPyConnection, features_sql: str) -> list[tuple]:
    return connection.execute(
        f"select * from ({features_sql}) as features where iso_week <= '{THE_WEEK_BEFORE}' order by all"
    ).fetchall()


@pytest.mark.parametrize(
    "later",
    [
        "delete from {} where iso_week > '2026-W45'",
        "update {} set sales_eur_incl_tax = 9999, ticket_count = 99 where iso_week > '2026-W45'",
        "insert into {0} select * replace ('2026-W46' as iso_week) from {0}",
    ],
    ids=["never sold", "sold otherwise", "more sold"],
)
def test_what_is_sold_later_changes_no_earlier_week(edition, features_sql, later):
    before = of_weeks_before(edition, features_sql)
    edition.execute(later.format(SALES))
    assert len(before) > 10
    assert of_weeks_before(edition, features_sql) == before


def test_what_was_sold_in_a_week_is_in_it_and_in_those_that_follow(edition, features_sql):
    before = of_weeks_before(edition, features_sql)
    edition.execute(f"update {SALES} set sales_eur_incl_tax = 9999 where iso_week = '{THE_WEEK_BEFORE}'")
    assert of_weeks_before(edition, features_sql) != before
