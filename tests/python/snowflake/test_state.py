"""A Monday on Snowflake is written down in the account, once, and where that fails somebody is told what to do."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from lundi.cost.measured import read_last_monday
from lundi.errors import LundiError
from lundi.publications import find_publications, keep_publications
from lundi.reports.words import load_words
from lundi.snowflake.state import (
    ensure_state_in_snowflake,
    fetch_state,
    keep_published_sales_in_snowflake,
    last_good_run,
    open_state_in_snowflake,
    write_to_snowflake,
)
from lundi.warehouse.secret import VARIABLE
from lundi.warehouse.state import SUCCEEDED, NodeRecord, RunRecord, StepRecord
from reports.factories import normal_week

NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
RUN = RunRecord(
    run_id="r1",
    target="prod",
    iso_week="2026-W46",
    as_of=NOON,
    started_at=NOON,
    ended_at=NOON,
    outcome=SUCCEEDED,
    steps=(StepRecord("ingest", 1.5, 3, 100), StepRecord("build", 20.0)),
    nodes=(NodeRecord("model.lundi.x", "model", "marts", "marts/sales", "success", NOON, 0.5, 10, "q1", "LUNDI"),),
)


def rows(account, table):
    return account.duckdb.execute(f"select * from lundi_state.state.{table} order by all").fetchall()


def test_the_tables_are_made_once_and_kept(account):
    ensure_state_in_snowflake()
    write_to_snowflake(RUN)
    ensure_state_in_snowflake()
    assert len(rows(account, "runs")) == 1
    assert not [s for s in account.ledger.statements if s.sql.startswith("create schema") and s.role != "PUBLIC"]


def test_a_run_is_written_whole_and_once(account):
    ensure_state_in_snowflake()
    write_to_snowflake(RUN)
    write_to_snowflake(RUN)
    assert [row[0] for row in rows(account, "runs")] == ["r1"]
    assert [(row[2], row[3], row[5]) for row in rows(account, "run_steps")] == [
        ("build", 20.0, None),
        ("ingest", 1.5, 100),
    ]
    assert [(row[2], row[7]) for row in rows(account, "run_nodes")] == [("model.lundi.x", NOON.replace(tzinfo=None))]


def test_what_the_account_remembers_is_what_an_estimate_starts_from(account, tmp_path):
    ensure_state_in_snowflake()
    later = replace(RUN, run_id="r2", started_at=NOON + timedelta(days=7), outcome="failed")
    write_to_snowflake(RUN)
    write_to_snowflake(later)
    manifest = tmp_path / "manifest.json"
    manifest.write_text(json.dumps({"parent_map": {"model.lundi.x": []}}), encoding="utf-8")

    path = fetch_state(tmp_path / "prod" / "state.duckdb")
    monday = read_last_monday(path, manifest)

    assert (monday.run_id, monday.target, monday.iso_week) == ("r1", "prod", "2026-W46")
    assert monday.as_of == NOON.replace(tzinfo=None)
    assert (monday.steps, monday.work) == ({"ingest": 1.5, "build": 20.0}, 0.5)
    assert read_last_monday(fetch_state(path), manifest) == monday, "fetched again, nothing stands twice"


def test_a_publication_is_kept_in_the_account_and_comes_back_to_the_cent(account):
    ensure_state_in_snowflake()
    data = normal_week().with_hash()
    for _ in range(2):
        with open_state_in_snowflake() as state:
            keep_publications(state, [data], NOON, "r1")
    assert len(rows(account, "publications")) == 1
    with open_state_in_snowflake() as state:
        (found,) = find_publications(state, data.iso_week, data.language)
    assert (found.data, found.words.sentences) == (data, load_words(data.language).sentences)


def test_the_sales_of_a_monday_are_kept_once_and_again_where_they_differ(account):
    ensure_state_in_snowflake()
    account.duckdb.execute("create schema if not exists lundi.marts")
    account.duckdb.execute(
        "create or replace table lundi.marts.fct_store_sales_daily as select 'S1' as store_id, "
        "'store' as channel_code, "
        "date '2026-11-13' as business_date, cast(10 as decimal(18, 2)) as sales_eur_incl_tax"
    )
    counts = [keep_published_sales_in_snowflake(NOON, "r1") for _ in range(2)]
    account.duckdb.execute("update lundi.marts.fct_store_sales_daily set sales_eur_incl_tax = 10.01")
    counts.append(keep_published_sales_in_snowflake(NOON + timedelta(days=7), "r2"))
    assert counts == [1, 0, 1]
    assert [(str(row[6]), row[2]) for row in rows(account, "published_sales")] == [("10.00", 1), ("10.01", 1)]


def test_the_figures_that_stand_are_those_of_the_last_monday_that_went_well(account):
    ensure_state_in_snowflake()
    assert last_good_run() is None
    write_to_snowflake(RUN)
    write_to_snowflake(replace(RUN, run_id="r2", started_at=NOON + timedelta(days=7), outcome="failed"))
    assert last_good_run() == (NOON, "r1")


def test_an_account_without_the_schema_is_told_what_makes_it(account):
    account.duckdb.execute("drop schema lundi_state.state cascade")
    with pytest.raises(LundiError, match="could not be made") as raised:
        ensure_state_in_snowflake()
    assert "lundi snowflake setup" in raised.value.next_step
    with pytest.raises(LundiError, match="could not be written"):
        write_to_snowflake(RUN)


def peppers(account):
    return [row[0] for row in account.duckdb.execute("select pepper from lundi_secret.secret.pepper").fetchall()]


def test_the_secret_is_made_once_and_never_changed_under_a_list_that_needs_it(account, monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    ensure_state_in_snowflake()
    (made,) = peppers(account)
    ensure_state_in_snowflake()
    assert (peppers(account), len(made)) == ([made], 64)
    monkeypatch.setenv(VARIABLE, "one secret of forty characters, or nearly")
    ensure_state_in_snowflake()
    assert peppers(account) == ["one secret of forty characters, or nearly"]
    assert not [s for s in account.ledger.statements if "forty characters" in s.sql], "it went by a bind"
    account.duckdb.execute("insert into lundi_state.privacy.suppressions values ('RQ1', now(), 'card', 'hash')")
    monkeypatch.setenv(VARIABLE, made)
    with pytest.raises(LundiError, match="is not the secret"):
        ensure_state_in_snowflake()
    assert peppers(account) == ["one secret of forty characters, or nearly"]
