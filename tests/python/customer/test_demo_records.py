"""The demo's customers: the same whether they are made here or were delivered, each with its person."""

import json
from datetime import UTC, date, datetime

import duckdb
import pytest

from lundi.customer.demo_records import make_demo, make_tables, read_landing
from lundi.demo.retailer.outbox import create_outboxes
from lundi.demo.retailer.people_outbox import PEOPLE_TABLES, add_people
from lundi.demo.retailer.schedule import waiting_deliveries
from lundi.demo.retailer.size import SIZES
from lundi.demo.retailer.write import PLAN_NAME, truth_folder
from lundi.errors import LundiError
from lundi.landing.writer import write_delivery

MORNING = datetime(2026, 11, 16, 3, 0, tzinfo=UTC)


@pytest.fixture
def connection():
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        yield connection


def rows(connection, table):
    return connection.execute(f"select * from {table} order by all").fetchall()


def test_every_record_of_the_demo_has_a_person_and_is_its_last_version(connection):
    assert make_demo(connection, "tiny") == MORNING
    size = SIZES["tiny"]
    counts = (
        "count(*), count(distinct original_id), count(true_id), count(distinct true_id), count(distinct source_system)"
    )
    assert connection.execute(f"select {counts} from mapped").fetchall() == [
        (size.record_count, size.record_count, size.record_count, size.person_count, 4)
    ]
    kinds = {row[0] for row in connection.execute("select distinct kind from traps").fetchall()}
    assert {"twins", "couple"} <= kinds
    orphans = "select count(*) from cards where original_id not in (select original_id from mapped)"
    assert connection.execute(orphans).fetchall() == [(0,)]


def test_an_unknown_size_is_refused(connection):
    with pytest.raises(LundiError, match="the demo knows no size 'huge'"):
        make_demo(connection, "huge")


def test_a_landing_zone_without_a_truth_is_refused(connection, tmp_path):
    with pytest.raises(LundiError, match="no demo retailer with its truth") as missing:
        read_landing(connection, tmp_path / "landing")
    assert "leave --landing and LUNDI_LANDING out" in missing.value.next_step


def deliver_people(connection, landing):
    """What `lundi demo` delivers of people, and their truth; the trade would take most of the time."""
    plan = make_tables(connection, "tiny")
    create_outboxes(connection)
    add_people(connection, plan)
    for source, entity in PEOPLE_TABLES:
        for delivery in waiting_deliveries(connection, source, entity, date.min, date.max):
            write_delivery(connection, landing, delivery)
    truth = truth_folder(landing)
    truth.mkdir()
    (truth / PLAN_NAME).write_text(json.dumps({"plan": {"last_date": plan.last_date.isoformat()}}))
    for table in ("records", "trap_pairs"):
        connection.execute(f"copy truth_{table} to '{truth}/{table}.parquet' (format parquet)")


def test_delivered_and_made_are_the_same_records(connection, tmp_path):
    make_demo(connection, "tiny")
    made = {table: rows(connection, table) for table in ("mapped", "traps", "cards")}
    deliver_people(connection, tmp_path / "landing")
    with duckdb.connect() as reading:
        reading.execute("set TimeZone = 'UTC'")
        assert read_landing(reading, tmp_path / "landing") == MORNING
        for table, found in made.items():
            assert rows(reading, table) == found, table
