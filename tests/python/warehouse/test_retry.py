"""Rows that are kept aside come in once the contract that kept them out is mended; those that are wrong stay."""

from dataclasses import replace
from datetime import UTC, datetime

import duckdb
import pytest

from lundi.errors import LundiError
from lundi.ingest import ingest, retry
from lundi.landing.contract import load_contract
from lundi.warehouse.raw import open_raw
from lundi.warehouse.retry import replay_kept_rows
from worlds import LandingZone, line, ticket

AS_OF, NOW = datetime(2026, 11, 16, 7, 0, tzinfo=UTC), datetime(2026, 11, 17, 8, 0, tzinfo=UTC)
FIRST, SECOND = "20261113T050000Z-001", "20261114T050000Z-001"


@pytest.fixture
def raw(tmp_path):
    return tmp_path / "warehouse" / "raw.duckdb"


def mended(**values):
    """The contract with more values in the closed lists of these columns of till tickets and their lines."""
    contract = load_contract()

    def column(one):
        return replace(one, values=(*one.values, values[one.name])) if one.name in values else one

    entities = tuple(replace(e, columns=tuple(map(column, e.columns))) for e in contract.entities)
    return replace(contract, entities=entities)


def replayed(raw, contract, only=None):
    with open_raw(raw, load_contract()) as connection:
        found = replay_kept_rows(connection, contract, AS_OF, NOW, only)
    return {one.place[2]: (one.replayed_row_count, one.kept_row_count) for one in found}


def query(raw, sql):
    with duckdb.connect() as connection:
        connection.execute(f"attach '{raw}' as lundi_raw (read_only); use lundi_raw")
        return connection.execute(sql).fetchall()


COUNTS = "select delivery_id, row_count, loaded_row_count, quarantined_row_count from raw.deliveries order by 1"


@pytest.mark.parametrize("file_format", ["csv", "parquet"])
def test_a_row_comes_in_when_its_contract_is_mended_and_the_ledger_counts_it(zone, raw, file_format):
    tickets = [
        ticket("T1", "S1", "2026-11-12", "5.10"),
        ticket("T2", "S1", "2026-11-12", "7.50", status="refund"),
        ticket("T3", "S1", "2026-11-12", "9.00", status="unheard of"),
    ]
    zone.deliver("pos/tickets", tickets, FIRST, file_format=file_format)
    ingest(zone.path, raw, as_of=AS_OF)
    assert query(raw, COUNTS) == [(FIRST, 3, 1, 2)]
    assert replayed(raw, load_contract()) == {FIRST: (0, 2)}  # nothing was mended yet
    assert replayed(raw, mended(status="refund")) == {FIRST: (1, 1)}
    assert query(raw, COUNTS) == [(FIRST, 3, 2, 1)]
    assert query(
        raw,
        "select ticket_id, total_eur_incl_tax::varchar, business_date::varchar, closed_at::varchar, delivery_id, "
        "delivery_mode, file_row_number from raw.pos_tickets where ticket_id = 'T2'",
    ) == [("T2", "7.50", "2026-11-12", "2026-11-12 12:00:00", FIRST, "append", 2)]
    assert query(
        raw,
        "select json_extract_string(delivered_row, '$.ticket_id'), replayed_at from quarantine.delivered_rows "
        "order by 1",
    ) == [("T2", NOW.replace(tzinfo=None)), ("T3", None)]
    assert replayed(raw, mended(status="refund")) == {FIRST: (0, 1)}  # a second time changes nothing
    assert query(raw, COUNTS) == [(FIRST, 3, 2, 1)]


def test_half_a_correction_never_comes_in(zone, raw):
    bad = line("T1", 2, "0001", "1", "1.00", "1.00", line_type="gift")
    worse = line("T2", 2, "0001", "1", "1.00", "1,00", line_type="gift")
    lines = [line("T1", 1, "0001", "1", "1.00", "1.00"), bad, line("T2", 1, "0001", "1", "1.00", "1.00"), worse]
    zone.deliver("pos/ticket_lines", lines, FIRST, mode="correction")
    ingest(zone.path, raw, as_of=AS_OF)
    assert query(raw, COUNTS) == [(FIRST, 4, 0, 4)]
    assert replayed(raw, mended(line_type="gift")) == {FIRST: (2, 2)}
    assert query(raw, "select ticket_id, line_number from raw.pos_ticket_lines order by all") == [("T1", 1), ("T1", 2)]


def test_one_delivery_is_tried_alone_and_gate_a_asks_about_it_again(zone, raw):
    for number, delivery_id in enumerate((FIRST, SECOND)):
        zone.deliver("pos/tickets", [ticket(f"T{number}", "S1", "2026-11-12", "1.00", status="refund")], delivery_id)
    ingest(zone.path, raw, as_of=AS_OF)
    with open_raw(raw, load_contract()) as connection:
        for accepted_at in (None, datetime(2026, 11, 15)):
            connection.execute(
                "insert into raw.quality_results by name select source, entity, delivery_id, "
                "coalesce(?::timestamp::varchar, 'open') as rule_name, 'volume' as rule_kind, 'held' as outcome, "
                "delivered_at, delivered_at as checked_at, ?::timestamp as accepted_at from raw.deliveries",
                [accepted_at, accepted_at],
            )
    assert replayed(raw, mended(status="refund"), ("pos", "tickets", SECOND)) == {SECOND: (1, 0)}
    kept = "select delivery_id, count(*) from raw.quality_results group by 1 order by 1"
    assert query(raw, kept) == [(FIRST, 2), (SECOND, 1)]


def test_a_failure_half_way_leaves_everything_as_it_was(zone, raw, monkeypatch):
    zone.deliver("pos/tickets", [ticket("T1", "S1", "2026-11-12", "1.00", status="refund")], FIRST)
    ingest(zone.path, raw, as_of=AS_OF)

    def fail(*arguments):
        raise RuntimeError("the lights went out")

    monkeypatch.setattr("lundi.warehouse.retry._write_down", fail)
    with pytest.raises(RuntimeError):
        replayed(raw, mended(status="refund"))
    assert query(raw, COUNTS) == [(FIRST, 1, 0, 1)]
    assert query(raw, "select count(*) from raw.pos_tickets") == [(0,)]


def test_the_command_takes_a_mended_delivery_and_says_what_there_is_nothing_of(zone: LandingZone, raw):
    rows = [ticket("T1", "S1", "2026-11-12", "1.00")]
    zone.deliver("pos/tickets", rows, FIRST, tamper=lambda content: content[:-3])
    zone.deliver("pos/tickets", rows, SECOND)
    ingest(zone.path, raw, as_of=AS_OF)
    zone.deliver("pos/tickets", [ticket("T2", "S1", "2026-11-12", "1.00")], FIRST)
    report = retry(zone.path, raw, delivery=f"pos/tickets/{FIRST}", as_of=AS_OF)
    assert [(outcome.delivery_id, outcome.status) for outcome in report.outcomes] == [(FIRST, "accepted")]
    with pytest.raises(LundiError, match="nothing of pos/tickets/20261101T000000Z-001 to try again"):
        retry(zone.path, raw, delivery="pos/tickets/20261101T000000Z-001", as_of=AS_OF)
    with pytest.raises(LundiError, match="is no delivery"):
        retry(zone.path, raw, delivery="tickets", as_of=AS_OF)
