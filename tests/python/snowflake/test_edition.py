"""The report of production: the figures of the account, fetched, give the very files that DuckDB's give."""

import hashlib

import pytest

from lundi.errors import LundiError
from lundi.explorer.writing import KIND as EXPLORER
from lundi.monday import write_report
from lundi.reports.tables import TABLES_OF_A_WEEK, WHOLE_TABLES
from lundi.settings import Settings
from lundi.snowflake.edition import duckdb_type, fetched_edition

TABLES = (*WHOLE_TABLES, *TABLES_OF_A_WEEK)


@pytest.fixture
def built_account(account, four_weeks):
    """An account in which the figures of the four weeks stand, as dbt would have built them."""
    inside = account.duckdb
    inside.execute(f"attach '{four_weeks.settings.published_database}' as published (read_only)")
    for table in TABLES:
        inside.execute(f"create table lundi.{table} as select * from published.{table}")
    inside.execute("detach published")
    return account


@pytest.fixture
def settings(tmp_path):
    return Settings(landing=tmp_path / "landing", warehouse=tmp_path / "warehouse", out=tmp_path / "out")


def fingerprints(artefacts):
    """Of all files but the page to explore, which reads marts that are not fetched."""
    return {a.path.name: hashlib.sha256(a.path.read_bytes()).hexdigest() for a in artefacts if a.kind != EXPLORER}


def test_the_artefacts_are_those_that_duckdb_gives(built_account, four_weeks, settings):
    local = Settings(settings.landing, four_weeks.settings.warehouse, settings.out / "local")
    expected_editions, expected = write_report(local, None, "fr")
    editions, artefacts = write_report(settings, None, "fr", target="prod")
    assert [edition.data_hash for edition in editions] == [edition.data_hash for edition in expected_editions]
    assert fingerprints(artefacts) == fingerprints(expected)
    assert {a.kind for a in expected} - {a.kind for a in artefacts} == {EXPLORER}
    assert len(artefacts) == len(expected) - 1 > 0


def test_the_fetched_tables_hold_the_published_rows_in_their_types(built_account, four_weeks, settings):
    with fetched_edition(settings.fetched_database, None) as edition:
        edition.execute(f"attach '{four_weeks.settings.published_database}' as published (read_only)")
        for table in TABLES:
            described = f"select column_name, column_type from (describe {{}}.{table}) order by 1"
            assert (
                edition.execute(described.format("lundi")).fetchall()
                == edition.execute(described.format("published")).fetchall()
            ), table
            condition = " where iso_week = '2026-W46'" if table in TABLES_OF_A_WEEK else ""
            select = f"select * from {{}}.{table}{condition} order by all"
            fetched = edition.execute(select.format("lundi")).fetchall()
            assert fetched == edition.execute(select.format("published")).fetchall(), table


def test_only_the_week_of_the_report_leaves_the_account(built_account, settings):
    with fetched_edition(settings.fetched_database, "2026-W45") as edition:
        weeks = edition.execute("select distinct iso_week from reports.rpt_monday_tiles").fetchall()
    assert weeks == [("2026-W45",)]


def test_a_week_outside_the_calendar_is_told_as_locally(built_account, settings):
    with pytest.raises(LundiError, match="week 1999-W10 lies outside the calendar"):
        write_report(settings, "1999-W10", "fr", target="prod")


def test_an_account_where_nothing_was_built_is_told_what_builds(account, settings):
    with pytest.raises(LundiError, match=r"the account has no table reports\.rpt_monday_header") as raised:
        write_report(settings, None, "fr", target="prod")
    assert "lundi monday --target prod" in raised.value.next_step


def test_a_fetch_that_fails_leaves_the_former_file(built_account, settings):
    with fetched_edition(settings.fetched_database, "2026-W46"):
        pass
    before = settings.fetched_database.read_bytes()
    built_account.duckdb.execute("drop table lundi.reports.rpt_monday_tiles")
    with pytest.raises(LundiError), fetched_edition(settings.fetched_database, "2026-W45"):
        pass
    assert settings.fetched_database.read_bytes() == before


def test_the_fetched_file_is_read_only(built_account, settings):
    import duckdb

    with fetched_edition(settings.fetched_database, "2026-W46") as edition, pytest.raises(duckdb.Error):
        edition.execute("delete from reports.rpt_monday_tiles")


@pytest.mark.parametrize(
    ("told", "held"),
    [
        (("NUMBER", 38, 0), "bigint"),
        (("NUMBER", 18, 2), "decimal(18,2)"),
        (("FLOAT", None, None), "double"),
        (("TEXT", None, None), "varchar"),
        (("BOOLEAN", None, None), "boolean"),
        (("DATE", None, None), "date"),
        (("TIMESTAMP_NTZ", None, None), "timestamp"),
    ],
)
def test_each_type_of_the_contracts_comes_back(told, held):
    assert duckdb_type(*told) == held


@pytest.mark.parametrize("told", ["VARIANT", "TIMESTAMP_TZ", "ARRAY"])
def test_a_type_that_no_contract_has_is_refused(told):
    with pytest.raises(LundiError, match=told):
        duckdb_type(told, None, None)
