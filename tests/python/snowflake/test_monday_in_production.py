"""The Monday whose deliveries and figures are in the account: the same run with other edges.

dbt is stood for by the figures that it gave on DuckDB; that it gives the same on Snowflake is the ladder's to say.
"""

import os
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from lundi import targets
from lundi.cli import app
from lundi.errors import LundiError
from lundi.explorer.writing import KIND as EXPLORER
from lundi.monday import run_monday
from lundi.reports.tables import TABLES_OF_A_WEEK, WHOLE_TABLES
from lundi.settings import Settings
from lundi.targets import LocalTarget, SnowflakeTarget, target_named
from lundi.warehouse.dbt import PROD, BuildResult
from lundi.warehouse.pages import Losses, Relation
from runs import MONDAY

# What the run remembers beside the report: golden ids, and the sales that it published.
REMEMBERED = ("vault.int_customer__registry_changes", "vault.int_customer__events", "marts.fct_store_sales_daily")


@pytest.fixture
def settings(four_weeks, tmp_path):
    """The landing zone of the four weeks, everything else apart."""
    return Settings(four_weeks.settings.landing, tmp_path / "warehouse", tmp_path / "out")


@pytest.fixture
def dbt(account, four_weeks, monkeypatch):
    """Puts the figures of the four weeks where dbt would build them, and remembers how it was called."""
    calls = []

    def build(settings, *, target, as_of, on_progress, database):
        calls.append((target, as_of, database))
        inside = account.duckdb
        inside.execute(f"attach '{four_weeks.settings.published_database}' as published (read_only)")
        for table in (*WHOLE_TABLES, *TABLES_OF_A_WEEK, *REMEMBERED):
            inside.execute(f"create or replace table {database}.{table} as select * from published.{table}")
        inside.execute("detach published")
        return BuildResult((), f"run-{len(calls)}")

    monkeypatch.setattr(targets, "build", build)
    return calls


def test_a_monday_in_production_gives_the_report_of_a_monday_on_duckdb(account, dbt, four_weeks, settings):
    result = run_monday(settings, now=MONDAY, target=PROD)
    assert dbt == [(PROD, MONDAY, "LUNDI_BUILD")]
    assert list(result.seconds) == ["ingest", "build", "publish", "report", "checks"]
    assert result.report.data_hash == four_weeks.result.report.data_hash
    assert {a.path.name: a.path.read_bytes() for a in result.artefacts} == {
        a.path.name: a.path.read_bytes() for a in four_weeks.result.artefacts if a.kind != EXPLORER
    }
    assert (result.ingest.row_count, result.exit_code) == (
        four_weeks.result.ingest.row_count,
        four_weeks.result.exit_code,
    )
    assert not settings.raw_database.exists()


def test_it_is_written_down_in_the_account_and_not_on_this_machine(account, dbt, settings):
    run_monday(settings, now=MONDAY, target=PROD)
    runs = account.duckdb.execute("select target, outcome, iso_week from lundi_state.state.runs").fetchall()
    assert runs == [("prod", "succeeded", "2026-W46")]
    assert not settings.state_database.exists()


def test_each_step_connects_in_the_role_of_its_use(account, dbt, settings):
    run_monday(settings, now=MONDAY, target=PROD)
    roles = {}
    for statement in account.ledger.statements:
        if "lundi_raw." in statement.sql or "reports." in statement.sql or "state." in statement.sql:
            roles.setdefault(statement.role, statement.sql)
    assert set(roles) - {"PUBLIC"} == {"LUNDI_LOADER", "LUNDI_TRANSFORMER", "LUNDI_REPORTER"}
    moved = {each.role for each in account.ledger.statements if " clone " in each.sql or " swap with " in each.sql}
    assert moved == {"LUNDI_PUBLISHER"}


def test_a_build_that_fails_is_recorded_as_failed_and_nothing_is_reported(account, settings, monkeypatch):
    def build(settings, **options):
        raise LundiError("1 of 700 dbt nodes did not pass")

    monkeypatch.setattr(targets, "build", build)
    with pytest.raises(LundiError, match="did not pass"):
        run_monday(settings, now=MONDAY, target=PROD)
    runs = account.duckdb.execute("select target, outcome from lundi_state.state.runs").fetchall()
    assert runs == [("prod", "failed")]
    assert not settings.out.exists()


def test_a_page_that_is_lost_is_said_on_the_report_that_is_fetched(account, dbt, settings, monkeypatch):
    lost = Losses(("customers",), (Relation("marts", "dim_customers"),), ("dim_customers",))
    whole = targets.build
    monkeypatch.setattr(targets, "build", lambda *some, **options: replace(whole(*some, **options), losses=lost))
    result = run_monday(settings, now=MONDAY, target=PROD)
    assert result.report.left_out_pages == ("customers",)
    assert result.is_degraded


def test_a_rollback_gives_the_former_figures_and_says_how_to_undo_it(account, dbt, command):
    for as_of in ("2026-11-16T08:00", "2026-11-16T09:00"):
        monday = command("monday", "--target", "prod", "--as-of", as_of)
        assert monday.exit_code == 0, monday.output
    result = command("rollback", "--target", "prod")
    assert result.exit_code == 0, result.output
    said = " ".join(result.output.split())
    assert "Published again: the edition of 2026-W46, as of 2026-11-16 08:00" in said
    assert "`lundi rollback --target prod` brings it back" in said
    assert "`lundi report --week 2026-W46 --target prod` prints it again" in said


def test_there_are_two_targets_and_they_do_not_mix_their_builds(settings):
    dev, prod = target_named("dev", settings), target_named("prod", settings)
    assert (type(dev), type(prod)) == (LocalTarget, SnowflakeTarget)
    assert dev.build_folder != prod.build_folder


@pytest.fixture
def command(settings, monkeypatch):
    for name, folder in (("LANDING", settings.landing), ("WAREHOUSE", settings.warehouse), ("OUT", settings.out)):
        monkeypatch.setenv(f"LUNDI_{name}", str(folder))
    return lambda *words: CliRunner().invoke(app, words)


def test_the_commands_take_the_target(account, dbt, command, settings):
    first = command("ingest", "--target", "prod", "--as-of", "2026-11-16T08:00")
    assert first.exit_code == 0, first.output
    assert "deliveries taken" in first.output
    monday = command("monday", "--target", "prod", "--as-of", "2026-11-16T08:00")
    assert monday.exit_code == 0, monday.output
    report = command("report", "--target", "prod")
    assert report.exit_code == 0, report.output
    assert "unchanged" in report.output


def test_a_missing_variable_stops_each_command(command, monkeypatch):
    for name in [name for name in os.environ if name.startswith("LUNDI_SNOWFLAKE_")]:
        monkeypatch.delenv(name)
    for words in (("ingest",), ("monday",), ("report",)):
        result = command(*words, "--target", "prod")
        assert isinstance(result.exception, LundiError), result.output
        assert result.exception.message.startswith("LUNDI_SNOWFLAKE_")


def test_a_target_that_is_not_there_is_a_usage_error(command):
    assert command("ingest", "--target", "staging").exit_code == 2
