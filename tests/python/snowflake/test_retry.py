"""Rows that are kept aside in the account come in as they do here, once their contract is mended."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

import lundi.ingest
import lundi.snowflake.loading
from lundi.errors import LundiError
from lundi.ingest import ingest, retry
from lundi.landing.contract import load_contract
from lundi.snowflake.loading import ingest_into_snowflake, retry_in_snowflake
from lundi.targets import SnowflakeTarget
from lundi.warehouse.tables import raw_tables
from runs import settings_in
from snowflake_raw import contents, local_contents
from worlds import line, ticket

AS_OF = datetime(2026, 11, 16, 7, 0, tzinfo=UTC)
FIRST, SECOND = "20261113T050000Z-001", "20261114T050000Z-001"
CONTRACT = load_contract()


@pytest.fixture
def account(empty_account):
    return empty_account


@pytest.fixture
def settings(tmp_path):
    return settings_in(tmp_path)


@pytest.fixture
def taken(zone, settings, account):
    """Two deliveries with rows of a status and of a line type that the contract does not know."""
    tickets = [
        ticket("T1", "S1", "2026-11-12", "5.10"),
        ticket("T2", "S1", "2026-11-12", "7.50", status="refund"),
        ticket("T3", "S1", "2026-11-12", "9.00", status="unheard of"),
    ]
    zone.deliver("pos/tickets", tickets, FIRST)
    zone.deliver("pos/ticket_lines", [line("T2", 1, "0001", "1", "7.50", "7.50", line_type="gift")], SECOND)
    ingest(settings.landing, settings.raw_database, as_of=AS_OF)
    ingest_into_snowflake(settings, as_of=AS_OF)
    return zone


@pytest.fixture
def mended(monkeypatch):
    """From now on the contract knows a refund and a gift."""
    more = {"status": "refund", "line_type": "gift"}

    def column(one):
        return replace(one, values=(*one.values, more[one.name])) if one.name in more and one.values else one

    contract = replace(
        CONTRACT, entities=tuple(replace(e, columns=tuple(map(column, e.columns))) for e in CONTRACT.entities)
    )
    for module in (lundi.ingest, lundi.snowflake.loading):
        monkeypatch.setattr(module, "load_contract", lambda: contract)


def stripped(found):
    """Without the moment of a replay, which is another one on each side."""
    place = [
        column.name for table in raw_tables(CONTRACT) if table.name == "delivered_rows" for column in table.columns
    ]
    at = place.index("replayed_at")
    rows = [(*row[:at], row[at] is not None, *row[at + 1 :]) for row in found["quarantine.delivered_rows"]]
    return {**found, "quarantine.delivered_rows": rows}


def both(settings, account):
    return stripped(local_contents(settings)), stripped(contents(account.duckdb, raw_tables(CONTRACT)))


def said(report):
    return report.replays, report.kept_aside, [outcome.status for outcome in report.outcomes], report.sentences


@pytest.mark.parametrize("delivery", [None, f"pos/tickets/{FIRST}"])
def test_the_same_rows_come_in_and_the_ledger_counts_them(settings, account, taken, mended, delivery):
    local = retry(settings.landing, settings.raw_database, delivery=delivery, as_of=AS_OF)
    there = retry_in_snowflake(settings, delivery=delivery, as_of=AS_OF)
    assert said(there) == said(local)
    assert sum(one.replayed_row_count for one in there.replays) == (1 if delivery else 2)
    here, production = both(settings, account)
    assert production == here
    assert [row[5] for row in production["quarantine.delivered_rows"]].count("") == 0
    assert account.duckdb.execute("select count(*) from lundi_raw.raw.pos_tickets").fetchone() == (2,)


def test_a_second_time_changes_nothing(settings, account, taken, mended):
    retry_in_snowflake(settings, as_of=AS_OF)
    before = contents(account.duckdb, raw_tables(CONTRACT))
    report = retry_in_snowflake(settings, as_of=AS_OF)
    assert [(one.replayed_row_count, one.kept_row_count) for one in report.replays] == [(0, 1)]
    assert contents(account.duckdb, raw_tables(CONTRACT)) == before


def test_results_of_gate_a_on_it_are_forgotten_so_that_it_is_asked_about_again(settings, account, taken, mended):
    account.duckdb.execute(
        "insert into lundi_raw.raw.quality_results (source, entity, delivery_id, rule_name, rule_kind, outcome, "
        "delivered_at, checked_at, accepted_at) "
        "select source, entity, delivery_id, 'a rule', 'volume', 'held', delivered_at, delivered_at, "
        f"case when delivery_id = '{SECOND}' then delivered_at end from lundi_raw.raw.deliveries"
    )
    retry_in_snowflake(settings, as_of=AS_OF)
    left = account.duckdb.execute("select delivery_id from lundi_raw.raw.quality_results").fetchall()
    assert left == [(SECOND,)], "what somebody accepted stays"


def test_of_two_retries_at_a_time_the_second_loads_nothing(settings, account, taken, mended):
    def another(done, total, outcome):
        if done == 1:
            retry_in_snowflake(settings, as_of=AS_OF)

    with pytest.raises(LundiError, match="another run loaded deliveries into Snowflake meanwhile"):
        retry_in_snowflake(settings, as_of=AS_OF, on_progress=another)
    assert account.duckdb.execute("select count(*) from lundi_raw.raw.pos_tickets").fetchone() == (2,)


def test_a_refused_delivery_that_was_mended_is_taken_by_the_same_command(settings, account, taken):
    delivery = "20261115T050000Z-001"
    taken.deliver("pos/tickets", [ticket("T9", "S1", "2026-11-14", "1.00")], delivery, tamper=lambda c: c[:-3])
    assert [o.status for o in ingest_into_snowflake(settings, as_of=AS_OF).outcomes].count("refused") == 1
    taken.deliver("pos/tickets", [ticket("T9", "S1", "2026-11-14", "1.00")], delivery)
    report = SnowflakeTarget(settings).retry(f"pos/tickets/{delivery}", AS_OF, lambda done, total, outcome: None)
    assert [outcome.status for outcome in report.outcomes] == ["accepted"]


def test_a_delivery_that_lies_nowhere_is_said(settings, account, taken):
    with pytest.raises(LundiError, match="there is nothing of pos/tickets/20260101T000000Z-001 to try again"):
        retry_in_snowflake(settings, delivery="pos/tickets/20260101T000000Z-001", as_of=AS_OF)
