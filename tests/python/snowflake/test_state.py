"""A Monday on Snowflake is written down in the account, once, and where that fails somebody is told what to do."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from lundi.cost.measured import read_last_monday
from lundi.errors import LundiError
from lundi.snowflake.state import ensure_state_in_snowflake, fetch_state, write_to_snowflake
from lundi.warehouse.state import SUCCEEDED, NodeRecord, RunRecord, StepRecord

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


def test_an_account_without_the_schema_is_told_what_makes_it(account):
    account.duckdb.execute("drop schema lundi_state.state cascade")
    with pytest.raises(LundiError, match="could not be made") as raised:
        ensure_state_in_snowflake()
    assert "lundi snowflake setup" in raised.value.next_step
    with pytest.raises(LundiError, match="could not be written"):
        write_to_snowflake(RUN)
