"""Loading into the stand-in account: the outcomes of the local ingest, whole batches or none, one run at a time."""

from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
import snowflake.connector

from lundi.errors import LundiError
from lundi.ingest import ingest
from lundi.landing.contract import load_contract
from lundi.snowflake import copy_sql, loading
from lundi.snowflake.loading import ingest_into_snowflake
from lundi.warehouse.tables import raw_tables
from runs import settings_in
from snowflake_raw import contents, local_contents
from worlds import LandingZone, line, ticket, write_four_weeks

AS_OF = datetime(2026, 11, 16, 7, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 30, tzinfo=UTC)
DAY = "2026-11-09"


@pytest.fixture
def settings(tmp_path):
    return settings_in(tmp_path)


@pytest.fixture
def account(empty_account):
    return empty_account


def write_everything(zone: LandingZone) -> None:
    """Each outcome that a delivery or a row can have."""
    write_four_weeks(zone)
    spare = [
        ticket("D1", "S1", DAY, "4.00", closed_at="2026-11-09T12:00:00.123456+01:00"),
        ticket("D2", "S2", DAY, "5.00"),
    ]
    zone.deliver("pos/tickets", spare, "20261116T060000Z-001")
    zone.deliver("pos/tickets", spare, "20261116T060000Z-002")  # known content
    zone.deliver("pos/tickets", [ticket("E1", "S1", DAY, "1.00")], "20261116T061000Z-001", tamper=lambda c: c[:-3])
    zone.deliver("pos/tickets", [ticket("E2", "S1", DAY, "1.00")], "20261116T061000Z-002", tamper=lambda c: c[:-3])
    zone.deliver(
        "pos/tickets",
        [
            ticket("F1", "S1", DAY, "1,00", closed_at=""),
            ticket("F2", "S1", DAY, "2.00"),
            ticket("", "S'1", DAY, "3.00"),
        ],
        "20261116T062000Z-001",
    )
    zone.deliver(
        "pos/ticket_lines",
        [line("G1", 1, "0001", "0.500", "2.50", "1.25", weather='rain; "wet"')],
        "20261116T063000Z-001",
        file_format="parquet",
    )
    zone.deliver("pos/tickets", [ticket("H1", "S1", DAY, "9.00")], "20261117T050000Z-001")  # not yet


def mend(zone: LandingZone) -> None:
    zone.deliver(
        "pos/tickets", [ticket("E1", "S1", DAY, "1.00")], "20261116T061000Z-001", delivered_at="2026-11-18T05:00:00Z"
    )


def take_by_both(settings, as_of, **options):
    return (
        ingest(settings.landing, settings.raw_database, as_of=as_of),
        ingest_into_snowflake(settings, as_of=as_of, **options),
    )


def told(report):
    return (
        [
            (
                o.path,
                o.status,
                o.row_count,
                o.quarantined_row_count,
                o.unknown_columns,
                o.refusal and (o.refusal.rule, str(o.refusal)),
            )
            for o in report.outcomes
        ],
        report.sentences,
        report.as_of,
        report.is_complete,
    )


def assert_both_hold_the_same(settings, account):
    local, production = local_contents(settings), contents(account.duckdb, raw_tables(load_contract()))
    assert production == local
    assert sum(len(rows) for rows in production.values()) > 0


def row_count(account, table):
    return account.duckdb.execute(f"select count(*) from lundi_raw.{table}").fetchone()[0]


def staged_files(account):
    with account.client(database="lundi_raw", schema="raw") as client:
        return client.cursor().execute(f"list @{copy_sql.STAGE}").fetchall()


def test_both_targets_say_and_hold_the_same_run_again_and_mended(zone, settings, account):
    write_everything(zone)
    local, production = take_by_both(settings, AS_OF)
    assert told(production) == told(local)
    assert {o.status for o in production.outcomes} == {"accepted", "duplicate", "refused", "not_yet"}
    assert (len(production.kept_aside), len(production.with_status("refused"))) == (2, 2)
    assert_both_hold_the_same(settings, account)

    local, production = take_by_both(settings, AS_OF)
    assert told(production) == told(local)
    assert not production.with_status("accepted")
    assert_both_hold_the_same(settings, account)

    mend(zone)
    local, production = take_by_both(settings, LATER)
    assert told(production) == told(local)
    assert {o.delivery_id for o in production.with_status("accepted")} == {
        "20261116T061000Z-001",
        "20261117T050000Z-001",
    }
    assert_both_hold_the_same(settings, account)
    refusals = account.duckdb.execute(
        "select delivery_id, resolved_at, mended_at from lundi_raw.raw.delivery_refusals order by delivery_id"
    ).fetchall()
    assert refusals == [
        ("20261116T061000Z-001", LATER.replace(tzinfo=None), datetime(2026, 11, 18, 5, 0)),
        ("20261116T061000Z-002", None, None),
    ]


def test_nothing_stays_on_the_stage_nor_on_disk(zone, settings, account):
    write_everything(zone)
    ingest_into_snowflake(settings, as_of=AS_OF)
    assert staged_files(account) == []
    assert list(settings.warehouse.iterdir()) == []


def test_a_large_load_goes_over_in_batches_and_gives_the_same(zone, settings, account):
    write_everything(zone)
    before = len(account.ledger.statements)
    local, production = take_by_both(settings, AS_OF, batch_row_count=4)
    assert told(production) == told(local)
    assert_both_hold_the_same(settings, account)
    commits = [s for s in account.ledger.statements[before:] if s.sql == "commit"]
    assert len(commits) > 3


@contextmanager
def spoilt(opening, other):
    """Lets every statement that begins so be sent in other words."""
    real = snowflake.connector.cursor.SnowflakeCursor.execute

    def execute(self, command, *arguments, **options):
        return real(self, other(command) if command.startswith(opening) else command, *arguments, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(snowflake.connector.cursor.SnowflakeCursor, "execute", execute)
        yield


def test_a_load_that_fails_midway_loads_nothing_and_the_next_run_takes_it_all(zone, settings, account):
    write_everything(zone)
    ingest(settings.landing, settings.raw_database, as_of=AS_OF)
    breaking = spoilt("copy into lundi_raw.raw.deliveries", lambda sql: sql.replace("$1:entity", "$1:no_such_column"))
    with breaking, pytest.raises(LundiError, match="nothing of this batch was loaded") as raised:
        ingest_into_snowflake(settings, as_of=AS_OF)
    assert "run again" in raised.value.next_step
    assert all(rows == [] for rows in contents(account.duckdb, raw_tables(load_contract())).values())
    assert staged_files(account) == []
    ingest_into_snowflake(settings, as_of=AS_OF)
    assert_both_hold_the_same(settings, account)


def test_batches_that_went_over_before_a_failure_stay_and_are_known_to_the_next_run(zone, settings, account):
    zone.deliver("pos/tickets", [ticket("T1", "S1", DAY, "1.00")], "20261116T050000Z-001")
    zone.deliver("pos/ticket_lines", [line("T1", 1, "0001", "1", "1.00", "1.00")], "20261116T051000Z-001")
    breaking = spoilt("copy into lundi_raw.raw.pos_ticket_lines", lambda sql: sql.replace("$1:ticket_id", "$1:nothing"))
    with breaking, pytest.raises(LundiError):
        ingest_into_snowflake(settings, as_of=AS_OF, batch_row_count=1)
    assert (row_count(account, "raw.pos_tickets"), row_count(account, "raw.deliveries")) == (1, 1)
    report = ingest_into_snowflake(settings, as_of=AS_OF)
    assert [o.status for o in report.outcomes] == ["unchanged", "accepted"]
    assert (row_count(account, "raw.pos_tickets"), row_count(account, "raw.pos_ticket_lines")) == (1, 1)


def test_rows_that_snowflake_did_not_load_are_noticed(zone, settings, account):
    write_everything(zone)
    breaking = spoilt("copy into lundi_raw.raw.pos_tickets", lambda sql: "select 'LOADED' as status, 3 as rows_loaded")
    with breaking, pytest.raises(LundiError, match=r"raw.pos_tickets: \d+ rows were sent, Snowflake loaded 3"):
        ingest_into_snowflake(settings, as_of=AS_OF)
    assert all(rows == [] for rows in contents(account.duckdb, raw_tables(load_contract())).values())


def test_a_copy_that_finds_no_file_counts_as_nothing_loaded(zone, settings, account):
    zone.deliver("pos/tickets", [ticket("T1", "S1", DAY, "1.00")], "20261116T050000Z-001")
    breaking = spoilt("copy into lundi_raw.raw.pos_tickets", lambda sql: sql.replace(".parquet)", ".elsewhere)"))
    with breaking, pytest.raises(LundiError, match="1 rows were sent, Snowflake loaded 0"):
        ingest_into_snowflake(settings, as_of=AS_OF)
    assert row_count(account, "raw.deliveries") == 0


def test_of_two_runs_at_a_time_the_second_loads_nothing(zone, settings, account):
    write_everything(zone)
    ingest(settings.landing, settings.raw_database, as_of=AS_OF)

    def another_run(done, total, outcome):
        if done == 1:
            ingest_into_snowflake(settings, as_of=AS_OF)

    with pytest.raises(LundiError, match="another run loaded deliveries into Snowflake meanwhile"):
        ingest_into_snowflake(settings, as_of=AS_OF, on_progress=another_run)
    assert_both_hold_the_same(settings, account)


def test_a_refusal_that_another_run_noted_is_not_noted_twice(zone, settings, account):
    zone.deliver("pos/tickets", [ticket("E1", "S1", DAY, "1.00")], "20261116T061000Z-001", tamper=lambda c: c[:-3])

    def another_run(done, total, outcome):
        ingest_into_snowflake(settings, as_of=AS_OF)

    with pytest.raises(LundiError, match="another run"):
        ingest_into_snowflake(settings, as_of=AS_OF, on_progress=another_run)
    assert row_count(account, "raw.delivery_refusals") == 1


def test_staged_files_that_cannot_be_removed_are_told_and_nothing_is_loaded_twice(zone, settings, account):
    zone.deliver("pos/tickets", [ticket("T1", "S1", DAY, "1.00")], "20261116T050000Z-001")
    breaking = spoilt("remove", lambda sql: "select nothing from nowhere")
    with breaking, pytest.raises(LundiError, match="is loaded, but its staged files") as raised:
        ingest_into_snowflake(settings, as_of=AS_OF)
    assert f"remove @{copy_sql.STAGE}/" in raised.value.next_step
    ingest_into_snowflake(settings, as_of=AS_OF)
    assert row_count(account, "raw.pos_tickets") == 1


def test_a_column_that_the_contract_gained_is_added_to_the_account(zone, settings, account):
    zone.deliver("pos/tickets", [ticket("T1", "S1", DAY, "1.00")], "20261116T050000Z-001")
    ingest_into_snowflake(settings, as_of=AS_OF)
    account.duckdb.execute("alter table lundi_raw.raw.pos_tickets drop column till_id")
    account.duckdb.execute("alter table lundi_raw.raw.delivery_refusals drop column mended_at")
    zone.deliver("pos/tickets", [ticket("T2", "S1", DAY, "1.00", till_id="7")], "20261116T051000Z-001")
    ingest_into_snowflake(settings, as_of=AS_OF)
    found = account.duckdb.execute("select ticket_id, till_id from lundi_raw.raw.pos_tickets order by 1").fetchall()
    assert found == [("T1", None), ("T2", "7")]


def test_an_account_without_the_raw_database_is_told_what_makes_it(zone, settings, account):
    account.duckdb.execute("drop schema lundi_raw.quarantine cascade")
    zone.deliver("pos/tickets", [ticket("T1", "S1", DAY, "1.00")], "20261116T050000Z-001")
    with pytest.raises(LundiError) as raised:
        ingest_into_snowflake(settings, as_of=AS_OF)
    assert "lundi snowflake setup" in raised.value.next_step


def test_no_landing_zone_is_told_before_anything_is_connected(settings, monkeypatch):
    monkeypatch.setattr(loading, "connected", None)
    with pytest.raises(LundiError, match="no landing zone"):
        ingest_into_snowflake(settings)


def test_rows_kept_aside_are_pulled_without_what_was_delivered(zone, settings, account):
    write_everything(zone)
    ingest_into_snowflake(settings, as_of=AS_OF)
    before = len(account.ledger.statements)
    ingest_into_snowflake(settings, as_of=AS_OF)
    asked = [s.sql for s in account.ledger.statements[before:] if "quarantine.delivered_rows" in s.sql]
    assert asked
    assert all("delivered_row," not in sql and ", delivered_row" not in sql for sql in asked)
