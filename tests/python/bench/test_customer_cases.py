"""The deliveries and cases of `lundi bench customers`: drawn from the data, and taken by the loader as they are."""

from datetime import UTC, datetime, timedelta

import duckdb
import pytest

from lundi.bench import customer_cases as cases
from lundi.bench.customers import chosen_records
from lundi.customer.layouts import VALUE_COLUMNS
from lundi.customer.sets import NO_CARDS
from lundi.errors import LundiError
from lundi.ingest import ingest

MORNING = datetime(2026, 11, 16, 3, 0, tzinfo=UTC)
SYSTEMS = ("loyalty", "ecommerce", "drive", "app")


@pytest.fixture
def connection():
    """Thirty people with two records each, whom a matching left as two customers each, and ten with one."""
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        own = {"first_name": "'Zoé'", "email": "n || '@courriel.example'", "phone": "'06000000' || n",
               "created_at": "timestamp '2020-01-05 10:00:00'"}  # fmt: skip
        values = ", ".join(f"cast({own.get(name, 'null')} as {kind}) as {name}" for name, kind in VALUE_COLUMNS.items())
        connection.execute(
            f"create table mapped as select 'r' || n as original_id, 'p' || (n % 40) as true_id, "
            f"{list(SYSTEMS)}[1 + n % 4] as source_system, {values}, null as birth_date_text "
            "from range(10, 80) as numbers(n)"
        )
        connection.execute(NO_CARDS)
        cases.draw_everyone(connection, 1)
        connection.execute("create table snapshot as select record_id, 'C' || record_id as customer_id from everyone")
        yield connection


def raw_rows(path, table, columns):
    with duckdb.connect(str(path), read_only=True) as raw:
        return raw.execute(f"select {columns} from raw.{table} order by all").fetchall()


def test_a_number_of_records_or_a_size_may_be_chosen():
    assert chosen_records("2000") == ("small", 2000)
    assert chosen_records("tiny") == ("tiny", None)
    with pytest.raises(LundiError, match="999 records are too few"):
        chosen_records("999")


def test_split_and_shuffled_deliveries_hold_the_same_records(connection, tmp_path):
    cases.deliver_everyone(connection, tmp_path / "whole", MORNING)
    for part in range(cases.PART_COUNT):
        cases.deliver(connection, tmp_path / "split", cases.part_rows(part), MORNING + timedelta(hours=part))
    before = {path: path.read_bytes() for path in (tmp_path / "split").glob("*/*/*/*.parquet")}
    assert cases.shuffle_files(connection, tmp_path / "split", "salt") == len(before) > 8
    assert any(path.read_bytes() != content for path, content in before.items())
    now = MORNING + timedelta(hours=3)
    for name in ("whole", "split"):
        assert ingest(tmp_path / name, tmp_path / f"{name}.duckdb", as_of=now).is_complete
    keys = {"loyalty_members": "member_id", "app_users": "app_user_id"}
    for table, key in keys.items():
        whole, split = (
            raw_rows(tmp_path / f"{name}.duckdb", table, f"{key}, first_name, email, phone, created_at")
            for name in ("whole", "split")
        )
        assert set(split) <= set(whole), "the whole one has the older versions, too"
        assert {row[0] for row in split} == {row[0] for row in whole}


def test_the_older_versions_lack_the_contacts_and_came_a_week_before(connection):
    rows = connection.sql(cases.older_rows(MORNING)).to_arrow_table().to_pylist()
    assert 0 < len(rows) < 70
    assert all(row["email"] is None and row["phone"] is None and row["first_name"] for row in rows)
    connection.execute("update everyone set created_at = timestamp '2026-11-15 10:00:00'")
    assert connection.execute(cases.older_rows(MORNING)).fetchall() == [], "they were not written yet"


def test_merges_are_pairs_of_strangers_and_bridges_people_who_are_two_customers(connection):
    assert cases.draw_merges(connection, "snapshot", 5) == 5
    forced = connection.execute("select left_customer_id, right_customer_id from forced").fetchall()
    assert len({customer for pair in forced for customer in pair}) == 10
    bridged = connection.execute("select left_record_id, right_record_id from bridged").fetchall()
    assert len(bridged) == 5
    assert not {f"C{record}" for pair in bridged for record in pair} & {one for pair in forced for one in pair}
    assert all(left != right for left, right in bridged)


def test_decisions_and_bridging_records_are_taken_by_the_loader(connection, tmp_path):
    cases.draw_merges(connection, "snapshot", 5)
    cases.deliver_decisions(connection, tmp_path / "landing", "same_person", MORNING)
    cases.deliver_bridges(connection, tmp_path / "landing", MORNING)
    raw = tmp_path / "taken.duckdb"
    assert ingest(tmp_path / "landing", raw, as_of=MORNING).is_complete
    pairs = raw_rows(
        raw, "privacy_match_decisions",
        "left_source_system || '-' || left_source_customer_id, right_source_system || '-' || right_source_customer_id",
    )  # fmt: skip
    assert pairs == sorted(connection.execute("select left_record_id, right_record_id from forced").fetchall())
    bridges = raw_rows(raw, "app_users", "app_user_id, email, phone")
    assert len(bridges) == 5
    assert all(name.startswith("bridge") and email[:2] != phone[-2:] for name, email, phone in bridges)


def test_the_records_that_are_gone_named_customers_who_have_others(connection, tmp_path):
    connection.execute(
        "update snapshot set customer_id = 'C' || true_id from everyone where everyone.record_id = snapshot.record_id"
    )
    cases.draw_gone(connection, "snapshot", 7)
    gone = connection.execute("select record_id, customer_id from gone").fetchall()
    assert len(gone) == 7
    for record, customer in gone:
        others = connection.execute("select record_id from snapshot where customer_id = ?", [customer]).fetchall()
        assert (len(others), min(others)[0]) == (2, record)
    cases.deliver_without_gone(connection, tmp_path / "landing", MORNING)
    ingest(tmp_path / "landing", tmp_path / "taken.duckdb", as_of=MORNING)
    users = {f"app-{name}" for (name,) in raw_rows(tmp_path / "taken.duckdb", "app_users", "app_user_id")}
    assert users
    assert not users & {record for record, _ in gone}
