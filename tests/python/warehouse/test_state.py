"""What Mondays took, written down once and never changed."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import duckdb
import pytest

from lundi.errors import LundiError
from lundi.warehouse.state import (
    FAILED,
    SNOWFLAKE_MARK,
    STATE_TABLES,
    SUCCEEDED,
    NodeRecord,
    RunRecord,
    StepRecord,
    TestRecord,
    create_state_tables,
    ensure_state,
    open_state,
    read_build,
    write_run,
)
from standin import StandIn

MOMENT = datetime(2026, 11, 16, 5, 0, tzinfo=UTC)
MODEL = "model.lundi.fct_tickets"
RUN = RunRecord(
    "R1", "dev", "2026-W46", MOMENT, MOMENT, MOMENT, SUCCEEDED,
    (StepRecord("ingest", 12.5, 30, 1000), StepRecord("build", 135.0, 2)),
    (NodeRecord(MODEL, "model", "marts", "marts/sales", "success", MOMENT, 1.5, None, None, "LUNDI"),
     NodeRecord("test.lundi.t", "test", None, None, "skipped", None, 0.0)),
    (TestRecord("t", "fct_tickets", "warn", 3, MOMENT),),
)  # fmt: skip


def counts(connection):
    tables = ("runs", "run_steps", "run_nodes", "run_tests")
    return [connection.execute(f"select count(*) from state.{table}").fetchone()[0] for table in tables]


def test_an_empty_state_has_its_tables_and_one_that_is_there_is_left_alone(tmp_path):
    path = tmp_path / "warehouse" / "state.duckdb"
    ensure_state(path)
    before = path.stat().st_mtime_ns
    ensure_state(path)
    assert path.stat().st_mtime_ns == before
    with open_state(path, read_only=True) as connection:
        assert counts(connection) == [0, 0, 0, 0]


def test_a_state_that_is_older_than_a_table_gets_it_and_loses_nothing(tmp_path):
    path = tmp_path / "state.duckdb"
    with open_state(path) as connection:
        write_run(connection, RUN)
        connection.execute("drop table vault.customer_events")
    ensure_state(path)
    with open_state(path, read_only=True) as connection:
        assert counts(connection) == [1, 2, 2, 1]
        assert connection.execute("select count(*) from vault.customer_events").fetchone() == (0,)


def test_a_monday_is_appended_whole_and_once(tmp_path):
    with open_state(tmp_path / "state.duckdb") as connection:
        for run in (RUN, RUN, replace(RUN, run_id="R2", outcome=FAILED, iso_week=None, steps=(), nodes=(), tests=())):
            write_run(connection, run)
        assert counts(connection) == [2, 2, 2, 1]
        assert connection.execute("select iso_week, outcome, as_of from state.runs order by run_id").fetchall() == [
            ("2026-W46", "succeeded", datetime(2026, 11, 16, 5, 0)),
            (None, "failed", datetime(2026, 11, 16, 5, 0)),
        ]
        assert connection.execute(
            "select seconds, item_count, row_count from state.run_steps where step = 'ingest'"
        ).fetchall() == [(12.5, 30, 1000)]
        assert connection.execute(
            "select folder, warehouse_code, started_at from state.run_nodes order by node_id"
        ).fetchall() == [("marts/sales", "LUNDI", datetime(2026, 11, 16, 5, 0)), (None, None, None)]


def test_a_monday_that_cannot_be_written_whole_leaves_nothing(tmp_path):
    spoiled = replace(RUN, nodes=(replace(RUN.nodes[0], seconds="no number"),))
    with open_state(tmp_path / "state.duckdb") as connection:
        with pytest.raises(duckdb.Error):
            write_run(connection, spoiled)
        assert counts(connection) == [0, 0, 0, 0]
        write_run(connection, RUN)
        assert counts(connection) == [1, 2, 2, 1]


def test_a_state_that_another_process_holds_is_said(tmp_path, monkeypatch):
    def hold(self, statement, *rest):
        raise duckdb.IOException("Could not set lock on file")

    class Held:
        def execute(self, statement):
            if statement.startswith("attach"):
                hold(self, statement)

        def close(self):
            pass

    monkeypatch.setattr(duckdb, "connect", Held)
    with pytest.raises(LundiError, match="in use by another process"), open_state(tmp_path / "state.duckdb"):
        pass


def test_a_file_that_is_no_database_is_not_to_be_deleted(tmp_path):
    path = tmp_path / "state.duckdb"
    path.write_text("no database")
    with pytest.raises(LundiError, match="cannot be opened") as refused, open_state(path):
        pass
    assert "do not delete it" in refused.value.next_step


class Cursor:
    """A cursor of the Snowflake connector, as far as writing a run goes."""

    def __init__(self):
        self.said = []

    def execute(self, statement, parameters=()):
        self.said.append((statement, parameters))
        return self

    def executemany(self, statement, parameters):
        self.said.append((statement, parameters))

    def fetchone(self):
        return (0,)


def test_snowflake_gets_the_same_rows_with_its_own_marks():
    cursor = Cursor()
    write_run(cursor, RUN, mark=SNOWFLAKE_MARK)
    statements = [statement for statement, _ in cursor.said]
    assert [statement.split(" ")[0] for statement in statements] == [
        "select", "begin", "insert", "insert", "insert", "insert", "commit",
    ]  # fmt: skip
    assert not [statement for statement in statements if "?" in statement]
    assert [len(rows) for statement, rows in cursor.said if statement.startswith("insert")] == [1, 2, 2, 1]


def test_the_real_connector_writes_and_reads_the_same_rows():
    with StandIn() as standin, standin.connect() as connection:
        cursor = connection.cursor()
        cursor.execute("create database if not exists lundi")
        cursor.execute("use database lundi")
        create_state_tables(cursor)
        for _ in range(2):
            write_run(cursor, RUN, mark=SNOWFLAKE_MARK)
        assert counts(cursor) == [1, 2, 2, 1]
        assert cursor.execute("select outcome, as_of from state.runs").fetchall() == [
            ("succeeded", datetime(2026, 11, 16, 5, 0))
        ]


def test_the_tables_are_made_by_the_same_statements_on_both_engines():
    cursor = Cursor()
    create_state_tables(cursor)
    assert tuple(statement for statement, _ in cursor.said) == STATE_TABLES
    assert not [statement for statement in STATE_TABLES if '"' in statement]


def test_a_build_is_read_from_what_dbt_left(tmp_path):
    timing = [{"name": "compile", "started_at": "2026-11-16T05:00:01.5Z"}]
    results = [
        {"unique_id": MODEL, "status": "success", "execution_time": 1.5, "timing": timing,
         "adapter_response": {"rows_affected": 7, "query_id": "01b2"}},
        {"unique_id": "test.lundi.t", "status": "skipped", "execution_time": 0.0, "timing": [],
         "adapter_response": {"rows_affected": -1}},
        {"unique_id": "test.lundi.s.1a2b", "status": "warn", "failures": 4, "execution_time": 0.5, "timing": timing},
    ]  # fmt: skip
    nodes = {MODEL: {"schema": "marts", "original_file_path": "models/marts/sales/fct_tickets.sql",
                     "config": {"snowflake_warehouse": "LUNDI"}},
             "test.lundi.s.1a2b": {"attached_node": MODEL, "depends_on": {"nodes": ["model.lundi.other"]}},
             "test.lundi.t": {"attached_node": None, "depends_on": {"nodes": [MODEL, "model.x"]}}}  # fmt: skip
    assert read_build(tmp_path) is None
    (tmp_path / "run_results.json").write_text(json.dumps({"metadata": {"invocation_id": "R1"}, "results": results}))
    (tmp_path / "manifest.json").write_text(json.dumps({"nodes": nodes}))
    build = read_build(tmp_path)
    assert build.run_id == "R1"
    assert build.nodes == (
        NodeRecord(MODEL, "model", "marts", "marts/sales", "success",
                   datetime(2026, 11, 16, 5, 0, 1, 500000, tzinfo=UTC), 1.5, 7, "01b2", "LUNDI"),
        NodeRecord("test.lundi.t", "test", None, None, "skipped", None, 0.0),
        NodeRecord("test.lundi.s.1a2b", "test", None, None, "warn",
                   datetime(2026, 11, 16, 5, 0, 1, 500000, tzinfo=UTC), 0.5),
    )  # fmt: skip
    assert build.tests == (
        TestRecord("t", "fct_tickets", "skipped", None, None),
        TestRecord("s", "fct_tickets", "warn", 4, datetime(2026, 11, 16, 5, 0, 1, 500000, tzinfo=UTC)),
    )
