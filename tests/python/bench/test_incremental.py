"""`lundi bench incremental`: how two builds are compared, and what it tells."""

import json
import os

import duckdb
import pytest
from rich.console import Console

from lundi.bench.customers import Options
from lundi.bench.incremental import BuildTime, IncrementalResult, as_document, bench_incremental, compare_tables
from lundi.bench.tables import incremental_table
from lundi.errors import LundiError

FULL = BuildTime(120.0, 110.0, {"int_customer__compared_pairs": 22.0})
CHANGED = BuildTime(60.0, 44.0, {"int_customer__compared_pairs": 3.5})
SAME = IncrementalResult(46, 1_000_000, 10_082, FULL, CHANGED, 65, 403_408, {})


def _database(path, rows):
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema vault")
        connection.execute("create table vault.int_customer__clusters (record_number bigint, cluster_number bigint)")
        connection.executemany("insert into vault.int_customer__clusters values (?, ?)", rows)
        connection.execute("create table vault.int_customer__addresses as select 1 as number")
    return path


def test_the_same_rows_in_another_order_are_the_same(tmp_path):
    one = _database(tmp_path / "one.duckdb", [[1, 1], [2, 1], [2, 1]])
    other = _database(tmp_path / "other.duckdb", [[2, 1], [2, 1], [1, 1]])
    assert compare_tables(one, other) == (1, 3, {})


def test_a_row_more_on_either_side_is_a_difference_and_so_is_one_that_stands_twice(tmp_path):
    one = _database(tmp_path / "one.duckdb", [[1, 1], [2, 1], [2, 1]])
    other = _database(tmp_path / "other.duckdb", [[1, 1], [2, 1], [3, 3]])
    assert compare_tables(one, other) == (1, 3, {"vault.int_customer__clusters": 2})


def test_what_a_run_had_to_do_anew_is_not_compared(tmp_path):
    one, other = (_database(tmp_path / name, [[1, 1]]) for name in ("one.duckdb", "other.duckdb"))
    with duckdb.connect(str(other)) as connection:
        connection.execute("delete from vault.int_customer__addresses")
    assert compare_tables(one, other) == (1, 1, {})


def test_builds_of_other_tables_are_not_compared(tmp_path):
    one, other = (_database(tmp_path / name, [[1, 1]]) for name in ("one.duckdb", "other.duckdb"))
    with duckdb.connect(str(other)) as connection:
        connection.execute("create table vault.int_customer__edges as select 1 as number")
    with pytest.raises(LundiError, match="not the same tables"):
        compare_tables(one, other)


def test_the_build_after_the_change_stands_beside_the_one_from_nothing():
    console = Console(width=160, record=True)
    console.print(incremental_table(SAME))
    lines = [line.split() for line in console.export_text().splitlines()]
    assert ["from", "nothing", "120.0", "1.00", "110.0", "1.00"] in lines
    assert ["after", "the", "change", "60.0", "0.50", "44.0", "0.40"] in lines
    assert ["int_customer__compared_pairs", "3.5", "22.0", "s"] in lines


def test_the_json_says_whether_the_rows_are_the_same():
    document = json.loads(as_document(SAME))
    assert (document["is_same"], document["wall_ratio"], document["build_ratio"]) == (True, 0.5, 0.4)
    differing = IncrementalResult(46, 10, 1, FULL, CHANGED, 65, 100, {"vault.int_customer__clusters": 2})
    assert not json.loads(as_document(differing))["is_same"]
    assert not json.loads(as_document(IncrementalResult(46, 10, 1, FULL, CHANGED, 0, 0, {})))["is_same"]


@pytest.mark.skipif("LUNDI_SLOW_TESTS" not in os.environ, reason="not run: LUNDI_SLOW_TESTS is not set")
def test_a_build_after_a_change_has_the_rows_of_one_from_nothing(tmp_path):
    result = bench_incremental(Options("2000"), tmp_path)
    assert (result.is_same, result.differing_rows) == (True, {})
