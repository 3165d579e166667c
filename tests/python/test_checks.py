"""The last look before anything leaves can say no."""

from decimal import Decimal

import duckdb
import pytest

from lundi.checks import check_artefacts, check_published
from lundi.errors import LundiError
from lundi.reports.render import Artefact, render_all
from reports import factories


def edition(path, weekly="10.00"):
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema marts; create schema reports")
        for table in ("fct_sales_lines", "fct_tickets", "fct_store_sales_daily", "fct_channel_sales_weekly"):
            connection.execute(f"create table marts.{table} as select 10.00 as sales_eur_incl_tax")
        connection.execute(f"create table marts.fct_store_sales_weekly as select {weekly} as sales_eur_incl_tax")
        connection.execute(
            "create table marts.fct_department_sales_weekly as select * from "
            "(values (10.00, 'department'), (10.00, 'aisle')) as t (sales_eur_incl_tax, tree_level)"
        )
        connection.execute("create table reports.rpt_monday_weeks as select 10.00 as sales_eur_incl_tax")
        connection.execute(
            "create table reports.rpt_monday_days as select * from "
            "(values (10.00, 'prior_year'), (10.00, 'week_before')) as t (sales_eur_incl_tax, comparison_code)"
        )
    return path


def test_marts_that_give_one_total_pass(tmp_path):
    assert check_published(edition(tmp_path / "lundi.duckdb")) == Decimal("10.00")


def test_a_mart_that_lost_a_cent_stops_the_publication_and_is_named(tmp_path):
    with pytest.raises(LundiError, match=r"store weeks 9\.99"):
        check_published(edition(tmp_path / "lundi.duckdb", weekly="9.99"))


def test_an_artefact_that_does_not_print_a_figure_is_caught(tmp_path):
    data = factories.normal_week().with_hash()
    artefacts = render_all(data, tmp_path)
    check_artefacts(data, artefacts)
    page = next(a for a in artefacts if a.kind == "html")
    page.path.write_text("<html></html>", encoding="utf-8")
    with pytest.raises(LundiError, match="does not print"):
        check_artefacts(data, [Artefact(page.path, "html", is_changed=True)])
