"""What a build changed among golden customers is appended once, whole, and the same on both engines."""

from datetime import datetime

import duckdb
import pytest

from lundi.customer.registry import Appended, append_changes, append_to_duckdb
from lundi.errors import LundiError
from lundi.warehouse.state import create_state_tables, open_state
from standin import StandIn

FIRST, NEXT = datetime(2026, 11, 9, 5), datetime(2026, 11, 16, 5)
ENTRY_COLUMNS = "record_id varchar, customer_id varchar, entry_number bigint, assigned_at timestamp"
EVENT_COLUMNS = (
    "event_id varchar, customer_id varchar, other_customer_id varchar, event_type varchar, record_count bigint, "
    "occurred_at timestamp, is_new boolean"
)
ENTRIES = [("loyalty-1", "C1", 1, FIRST), ("drive-1", "C1", 1, FIRST)]
EVENTS = [("E1", "C1", None, "created", 2, FIRST, True)]


def build(executor, entries, events, mark="?"):
    """What dbt leaves, in schema vault of the current database."""
    executor.execute("create schema if not exists vault")
    for name, columns, rows in (
        ("int_customer__registry_changes", ENTRY_COLUMNS, entries),
        ("int_customer__events", EVENT_COLUMNS, events),
    ):
        executor.execute(f"create or replace table vault.{name} ({columns})")
        if rows:
            marks = ", ".join([mark] * len(rows[0]))
            executor.executemany(f"insert into vault.{name} values ({marks})", rows)


def built_file(folder, entries, events):
    path = folder / "lundi.duckdb"
    with duckdb.connect(str(path)) as connection:
        build(connection, entries, events)
    return path


def remembered(state):
    with open_state(state, read_only=True) as connection:
        return [
            connection.execute(f"select * from vault.{table} order by all").fetchall()
            for table in ("customer_registry", "customer_events")
        ]


def test_changes_are_appended_once(tmp_path):
    state = tmp_path / "state.duckdb"
    path = built_file(tmp_path, ENTRIES, EVENTS)
    assert append_to_duckdb(state, path) == Appended(2, 1)
    assert append_to_duckdb(state, path) == Appended(0, 0)
    assert remembered(state) == [sorted(ENTRIES), [EVENTS[0][:-1]]]


def test_events_that_are_remembered_are_not_new(tmp_path):
    state = tmp_path / "state.duckdb"
    append_to_duckdb(state, built_file(tmp_path, ENTRIES, EVENTS))
    later = [("loyalty-1", None, 2, NEXT)]
    known = [(*EVENTS[0][:-1], False), ("E2", "C1", None, "erased", 1, NEXT, True)]
    assert append_to_duckdb(state, built_file(tmp_path, later, known)) == Appended(1, 1)


def test_a_run_that_stands_before_the_last_one_adds_nothing(tmp_path):
    state = tmp_path / "state.duckdb"
    late = [(*row[:3], NEXT) for row in ENTRIES]
    append_to_duckdb(state, built_file(tmp_path, late, []))
    past = [("app-9", "C9", 1, FIRST)]
    assert append_to_duckdb(state, built_file(tmp_path, past, EVENTS)) == Appended(0, 0)


def test_entries_whose_events_cannot_be_written_are_not_written_either(tmp_path):
    state = tmp_path / "state.duckdb"
    spoiled = [("E1", None, None, "created", 2, FIRST, True)]
    with pytest.raises(duckdb.ConstraintException):
        append_to_duckdb(state, built_file(tmp_path, ENTRIES, spoiled))
    assert remembered(state) == [[], []]


def test_without_a_build_there_is_nothing_to_remember(tmp_path):
    with pytest.raises(LundiError, match="no build"):
        append_to_duckdb(tmp_path / "state.duckdb", tmp_path / "lundi.duckdb")


def test_the_real_connector_appends_the_same_rows():
    with StandIn() as standin, standin.connect() as connection:
        cursor = connection.cursor()
        for database in ("lundi", "lundi_state"):
            cursor.execute(f"create database if not exists {database}")
        cursor.execute("use database lundi")
        build(cursor, ENTRIES, EVENTS, mark="%s")
        cursor.execute("use database lundi_state")
        create_state_tables(cursor)
        assert append_changes(cursor, "LUNDI") == Appended(2, 1)
        assert append_changes(cursor, "LUNDI") == Appended(0, 0)
        assert sorted(cursor.execute("select * from vault.customer_registry").fetchall()) == sorted(ENTRIES)
        assert cursor.execute("select * from vault.customer_events").fetchall() == [EVENTS[0][:-1]]
