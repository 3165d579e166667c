"""A set as deliveries: every record once, under ids and in an order that tell nothing."""

from datetime import UTC, datetime
from itertools import pairwise

import duckdb
import pytest

from lundi.customer.deliveries import draw_ids, write_deliveries
from lundi.customer.layouts import CHANNELS, mapped_select
from lundi.customer.sets import NO_CARDS
from lundi.ingest import ingest

MORNING = datetime(2026, 11, 16, 3, 0, tzinfo=UTC)
SYSTEMS = {"magasin": "loyalty", "ecommerce": "ecommerce", "drive": "drive", "app": "app"}
RAW = {
    "loyalty": ("loyalty_members", "member_id"),
    "ecommerce": ("ecommerce_accounts", "account_id"),
    "drive": ("drive_accounts", "account_id"),
    "app": ("app_users", "app_user_id"),
}


@pytest.fixture
def connection():
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        columns = ", ".join(f"null as {name}" for name in CHANNELS.columns)
        connection.execute(
            f"create table delivered as select * replace ("
            "channels[1 + n % 4] as channel, channels[1 + n % 4] || '-' || n as record_id, n // 2 as person_id, "
            "'Zoé' as first_name, 'Le Goff' as last_name, '1980-02-03' as birth_date, '06 12 34 56 78' as phone) "
            f"from (select {columns}, n, {list(SYSTEMS)} as channels from range(40) as numbers(n))"
        )
        connection.execute(f"create table mapped as {mapped_select(CHANNELS, 'delivered')}")
        connection.execute(NO_CARDS)
        yield connection


def order(connection):
    return [row[0] for row in connection.execute("select original_id from records").fetchall()]


def test_ids_and_order_are_the_seeds(connection):
    draw_ids(connection, 1)
    first, ids = order(connection), connection.execute("select original_id, source_customer_id from records").fetchall()
    draw_ids(connection, 1)
    assert order(connection) == first
    draw_ids(connection, 2)
    assert order(connection) != first
    assert sorted(order(connection)) == sorted(first)
    other = dict(connection.execute("select original_id, source_customer_id from records").fetchall())
    assert all(other[original] != drawn for original, drawn in ids)
    assert len(set(other.values())) == 40


def test_neither_id_nor_place_tells_who_a_record_is(connection):
    draw_ids(connection, 3)
    places = [int(original.split("-")[1]) for original in order(connection)]
    assert places != sorted(places)
    # Records of one person stood side by side; few do now.
    neighbours = sum(a // 2 == b // 2 for a, b in pairwise(places))
    assert neighbours < 10


def test_each_application_gets_its_records_as_they_were(connection, tmp_path):
    draw_ids(connection, 4)
    assert write_deliveries(connection, tmp_path / "landing", MORNING) == 4
    report = ingest(tmp_path / "landing", tmp_path / "raw.duckdb", as_of=MORNING)
    assert (report.is_complete, report.row_count) == (True, 40)
    connection.execute(f"attach '{tmp_path / 'raw.duckdb'}' as lundi_raw (read_only)")
    for system, (table, key) in RAW.items():
        found = connection.execute(
            f"select count(*), min(raw.first_name), min(raw.last_name), min(raw.phone), min(raw.birth_date)::varchar, "
            f"count(raw.email) from lundi_raw.raw.{table} as raw inner join records "
            f"on {key} = source_customer_id and source_system = '{system}'"
        ).fetchall()
        assert found == [(10, "Zoé", "Le Goff", "06 12 34 56 78", "1980-02-03", 0)], system


def test_cards_go_with_their_members_new_ids(connection, tmp_path):
    connection.execute(
        "insert into cards values ('magasin-0', '299001', timestamp '2024-01-02 10:00:00', null), "
        "('magasin-4', '299002', timestamp '2024-01-03 10:00:00', timestamp '2025-01-01 00:00:00')"
    )
    draw_ids(connection, 5)
    assert write_deliveries(connection, tmp_path / "landing", MORNING) == 5
    ingest(tmp_path / "landing", tmp_path / "raw.duckdb", as_of=MORNING)
    connection.execute(f"attach '{tmp_path / 'raw.duckdb'}' as lundi_raw (read_only)")
    found = connection.execute(
        "select raw.loyalty_card_number, original_id, deactivated_at is null from lundi_raw.raw.loyalty_cards as raw "
        "inner join records on member_id = source_customer_id order by 1"
    ).fetchall()
    assert found == [("299001", "magasin-0", True), ("299002", "magasin-4", False)]


def test_an_account_that_ended_is_delivered_as_ended(connection, tmp_path):
    connection.execute("update mapped set ended_at = timestamp '2026-01-01 12:00:00' where source_system = 'drive'")
    draw_ids(connection, 6)
    write_deliveries(connection, tmp_path / "landing", MORNING)
    ingest(tmp_path / "landing", tmp_path / "raw.duckdb", as_of=MORNING)
    connection.execute(f"attach '{tmp_path / 'raw.duckdb'}' as lundi_raw (read_only)")
    assert connection.execute("select count(deleted_at) from lundi_raw.raw.drive_accounts").fetchall() == [(10,)]
    assert connection.execute("select count(deleted_at) from lundi_raw.raw.ecommerce_accounts").fetchall() == [(0,)]
