"""Where sets are found, what is refused, and what comes out as records, traps and cards."""

import os
from pathlib import Path

import duckdb
import pytest

from lundi.customer.layouts import CHANNELS
from lundi.customer.sets import OWN_FOLDER, Places, load_set, trap_file
from lundi.errors import LundiError

RECORDS = [
    ("m-1", "magasin", "1", "1980-02-03"),
    ("a-2", "app", "1", "1980-02-31"),
    ("d-3", "drive", "2", None),
]  # fmt: skip


@pytest.fixture
def connection():
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        yield connection


def write_set(path, rows, columns=CHANNELS.columns):
    given = ("record_id", "channel", "person_id", "birth_date")
    with duckdb.connect() as connection:
        connection.execute(f"create table rows_ ({', '.join(f'{name} varchar' for name in columns)})")
        connection.executemany(f"insert into rows_ ({', '.join(given)}) values (?, ?, ?, ?)", rows)
        connection.execute(f"copy rows_ to '{path}' (format parquet)")
    return path


def test_the_french_set_is_the_projects_own(connection):
    found = load_set(connection, "fr_traps", Places())
    assert (found.name, found.layout, found.record_count) == ("fr_traps", "channels", 17_732)
    kinds = dict(connection.execute("select kind, count(*) from traps group by kind").fetchall())
    assert kinds == {"couple_shared": 600, "father_son": 300, "twin": 299, "twin_lookalike": 300}
    systems = dict(connection.execute("select source_system, count(*) from mapped group by 1").fetchall())
    assert systems == {"loyalty": 4920, "ecommerce": 4259, "drive": 4293, "app": 4260}


def test_the_folder_of_the_benchmarks_comes_before_the_project(connection, tmp_path):
    write_set(tmp_path / "fr_traps_records.parquet", RECORDS)
    assert load_set(connection, "fr_traps", Places(tmp_path)).record_count == 3
    assert connection.execute("select count(*) from traps").fetchall() == [(0,)]


def test_a_path_is_read_like_the_set_whose_columns_it_has(connection, tmp_path):
    found = load_set(connection, str(write_set(tmp_path / "mine.parquet", RECORDS)), Places())
    assert (found.name, found.layout, found.record_count) == ("mine", "channels", 3)
    assert (found.birth_date_count, found.invalid_birth_date_count) == (2, 1)


def test_pairs_of_traps_lie_beside_their_records(tmp_path):
    records, plain = tmp_path / "x_records.parquet", tmp_path / "plain.parquet"
    assert trap_file(records) is None
    (tmp_path / "x_trap_pairs.parquet").touch()
    (tmp_path / "plain_trap_pairs.parquet").touch()
    assert trap_file(records) == tmp_path / "x_trap_pairs.parquet"
    assert trap_file(plain) == tmp_path / "plain_trap_pairs.parquet"


def test_a_set_that_is_not_part_of_lundi_says_where_it_is_looked_for(connection, tmp_path):
    with pytest.raises(LundiError, match="no folder of benchmarks is named") as missing:
        load_set(connection, "historical_50k_train", Places())
    assert "--benchmarks or LUNDI_BENCHMARKS" in missing.value.next_step
    with pytest.raises(LundiError, match="does not lie in"):
        load_set(connection, "historical_50k_train", Places(tmp_path))


def test_a_demo_may_have_another_number_of_records(connection):
    assert load_set(connection, "demo", Places(demo_record_count=300)).record_count == 300


def test_what_is_neither_a_name_nor_a_file_lists_the_names(connection):
    with pytest.raises(LundiError, match="there is no data set 'febrl9'") as missing:
        load_set(connection, "febrl9", Places())
    assert "demo, febrl3, febrl4, historical_50k_train, fr_traps" in missing.value.next_step


def test_a_file_that_is_no_parquet_is_refused(connection, tmp_path):
    (tmp_path / "people.csv").write_text("record_id\n1\n")
    with pytest.raises(LundiError, match="no readable Parquet file"):
        load_set(connection, str(tmp_path / "people.csv"), Places())


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (("m-1", "app", "3", None), "1 of 4 records have the id of another"),
        (("x", "app", None, None), "1 of 4 records do not say whose they are"),
        (("x", "fax", "3", None), "1 of 4 records come from no known channel"),
    ],
)
def test_records_that_cannot_be_scored_are_refused(connection, tmp_path, row, fault):
    path = write_set(tmp_path / "bad.parquet", [*RECORDS, row])
    with pytest.raises(LundiError, match=fault):
        load_set(connection, str(path), Places())


def test_pairs_of_traps_with_other_columns_are_refused(connection, tmp_path):
    path = write_set(tmp_path / "x_records.parquet", RECORDS)
    connection.execute(f"copy (select 1 as left_id, 2 as right_id) to '{tmp_path}/x_trap_pairs.parquet'")
    with pytest.raises(LundiError, match=r"x_trap_pairs\.parquet has the columns left_id, right_id"):
        load_set(connection, str(path), Places())


def test_the_projects_own_set_is_small():
    assert sum(path.stat().st_size for path in OWN_FOLDER.glob("*.parquet")) < 500_000


@pytest.mark.skipif("LUNDI_BENCHMARKS" not in os.environ, reason="not run: LUNDI_BENCHMARKS is not set")
def test_the_historical_set_is_read_as_published(connection):
    found = load_set(connection, "historical_50k_train", Places(Path(os.environ["LUNDI_BENCHMARKS"])))
    assert (found.record_count, found.invalid_birth_date_count, found.birth_date_count) == (25_226, 1_449, 19_588)
    assert found.variables == {"birth_date_earliest": "1500-01-01"}
