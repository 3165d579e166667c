"""The bench of many pages repeats the stores of an edition, and says whether the aims were met."""

from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from lundi.bench.pages import AIMED_BYTES, PagesResult, PageStep, as_document, bench_pages, repeat_stores
from lundi.errors import LundiError
from lundi.reports.tables import TABLES_OF_A_WEEK, WHOLE_TABLES

WEEK, OTHER = "2026-W46", "2026-W45"
HEADER, LINES, EDITIONS = "reports.rpt_monday_header", "reports.rpt_monday_weeks", "reports.rpt_monday_editions"
STORES, LATE = "reports.rpt_monday_stores", "reports.rpt_monday_late_deliveries"
PLAIN = {LATE, "reports.rpt_monday_costs"}


@pytest.fixture
def published(tmp_path: Path) -> Path:
    """Two stores of one region in two weeks, in tables that have the columns which the bench knows."""
    path = tmp_path / "lundi.duckdb"
    with duckdb.connect(str(path)) as connection:
        for schema in ("reports", "core"):
            connection.execute(f"create schema {schema}")
        for table in dict.fromkeys((*TABLES_OF_A_WEEK, *WHOLE_TABLES)):
            is_of_edition = (table in TABLES_OF_A_WEEK and table not in PLAIN) or table in (HEADER, LINES)
            columns = "'company' as edition_code, '2026-W46' as iso_week" if is_of_edition else "'2026-W46' as iso_week"
            connection.execute(f"create table {table} as select {columns} where {table not in PLAIN}")
        connection.execute(
            f"create or replace table {EDITIONS} as select edition_code, edition_type, edition_code as edition_label, "
            "store_id, iso_week from (values ('company', 'company', null), ('region:11', 'region', null), "
            "('store:A', 'store', 'A'), ('store:B', 'store', 'B')) as editions (edition_code, edition_type, store_id) "
            f"cross join (values ('{WEEK}'), ('{OTHER}')) as weeks (iso_week)"
        )
        connection.execute(
            f"create or replace table {STORES} as select edition_code, store_id, store_id as store_label, "
            f"1 as top_rank, null::integer as flop_rank, '{WEEK}' as iso_week "
            "from (values ('company'), ('region:11')) as editions (edition_code) "
            "cross join (values ('A'), ('B')) as stores (store_id)"
        )
        connection.execute(
            f"create or replace table {LINES} as select edition_code, iso_week, first_date from (values ('company'), "
            f"('store:A')) as e (edition_code) cross join (values ('{WEEK}', date '2026-11-09'), "
            "('2024-W10', date '2024-03-04'), ('2026-W47', date '2026-11-16')) as weeks (iso_week, first_date)"
        )
    return path


def repeated(published: Path, tmp_path: Path, count: int) -> duckdb.DuckDBPyConnection:
    target = tmp_path / "pages.duckdb"
    assert repeat_stores(published, target, count, WEEK) == WEEK
    return duckdb.connect(str(target), read_only=True)


@pytest.mark.parametrize("count", [1, 2, 3, 5])
def test_there_are_as_many_stores_as_asked_for(published, tmp_path, count):
    with repeated(published, tmp_path, count) as connection:
        found = connection.execute(
            f"select edition_type, count(*), count(distinct edition_code) from {EDITIONS} group by 1 order by 1"
        ).fetchall()
    assert found == [("company", 1, 1), ("region", 1, 1), ("store", count, count)]


def test_lists_of_stores_grow_with_them_and_copies_are_ranked_nowhere(published, tmp_path):
    with repeated(published, tmp_path, 5) as connection:
        found = connection.execute(
            f"select store_id, store_label, top_rank from {STORES} where edition_code = 'region:11' order by 1"
        ).fetchall()
    assert found == [("A", "A", 1), ("A-1", "A 1", None), ("A-2", "A 2", None), ("B", "B", 1), ("B-1", "B 1", None)]


def test_a_line_keeps_the_weeks_before_and_no_later_one(published, tmp_path):
    with repeated(published, tmp_path, 4) as connection:
        found = connection.execute(f"select edition_code, iso_week from {LINES} order by 1, 2").fetchall()
    assert found == [("company", WEEK), ("store:A", WEEK), ("store:A-1", WEEK)], "2024-W10 lies before the line"


def test_a_week_without_stores_and_a_missing_edition_are_told(published, tmp_path):
    with pytest.raises(LundiError, match="2026-W01 has no store"):
        repeat_stores(published, tmp_path / "pages.duckdb", 3, "2026-W01")
    with pytest.raises(LundiError, match="no published edition"):
        bench_pages(tmp_path / "none.duckdb", tmp_path, store_count=1, iso_week=None, language="fr", say=print)


def result(seconds: float, peak_bytes: int) -> PagesResult:
    steps = (PageStep("read", 1.0, 10), PageStep("print", seconds - 1.0, peak_bytes))
    return PagesResult(WEEK, 1832, 1850, 3000, 10**8, 0.05, steps)


@pytest.mark.parametrize(
    ("seconds", "peak_bytes", "is_as_aimed"), [(299, 10**9, True), (300, 10**9, False), (299, AIMED_BYTES, False)]
)
def test_an_aim_that_is_missed_is_said(seconds, peak_bytes, is_as_aimed):
    document = as_document(result(seconds, peak_bytes), datetime(2026, 11, 23, tzinfo=UTC))
    assert (document["is_as_aimed"], document["seconds"], document["peak_bytes"]) == (is_as_aimed, seconds, peak_bytes)
    assert document["ratio_to_floor"] == pytest.approx(seconds / 92.5)
