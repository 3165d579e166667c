"""Gate A in production: the answers of the local one, written into the account whole or not at all."""

import shutil
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import duckdb
import pytest
import snowflake.connector

from lundi.errors import LundiError
from lundi.ingest import ingest
from lundi.landing.contract import load_contract
from lundi.quality.gate import accept, check_deliveries
from lundi.snowflake.gate import accept_in_account, check_in_account, rows_for_gate
from lundi.snowflake.loading import ingest_into_snowflake
from lundi.targets import SnowflakeTarget
from lundi.warehouse.tables import DELIVERY_ACCEPTANCES, QUALITY_RESULTS
from quality.gate_zone import AFTERWARDS, AS_OF, BROKEN, NOW, SATURDAY, write_deliveries
from runs import settings_in
from snowflake_raw import contents, local_contents
from worlds import LandingZone

FOUND = (QUALITY_RESULTS, DELIVERY_ACCEPTANCES)
PATH = f"pos/tickets/{SATURDAY}"


@pytest.fixture
def account(empty_account):
    return empty_account


@pytest.fixture(scope="module")
def checked_here(tmp_path_factory, one_gate):
    """A landing zone, and what the local gate says of it."""
    settings = settings_in(tmp_path_factory.mktemp("gate"))
    write_deliveries(LandingZone(settings.landing))
    ingest(settings.landing, settings.raw_database, as_of=AS_OF)
    with one_gate.process() as process:
        return settings, check_deliveries(settings, process, AS_OF, NOW)


@pytest.fixture
def settings(checked_here, tmp_path):
    """The same landing zone, and a warehouse of this test alone."""
    return replace(checked_here[0], warehouse=tmp_path / "warehouse")


@pytest.fixture
def local(checked_here, settings):
    """What the local gate said; its raw database is this test's to change."""
    settings.warehouse.mkdir()
    shutil.copyfile(checked_here[0].raw_database, settings.raw_database)
    return checked_here[1]


@contextmanager
def opened(settings, one_gate):
    """A gate for the account, as a Monday opens it."""
    with one_gate.process() as process, rows_for_gate(settings) as rows:
        yield rows, lambda as_of=AS_OF, now=NOW: check_in_account(settings, process, rows, as_of, now)


def said(report):
    return report.checked_count, report.flags, report.older_flag_count, report.problem, report.is_complete


def found_there(account):
    return contents(account.duckdb, FOUND)


def test_rows_on_their_way_into_the_account_get_the_answers_of_the_local_gate(settings, account, local, one_gate):
    with opened(settings, one_gate) as (rows, check):
        ingest_into_snowflake(settings, as_of=AS_OF, batch_row_count=60, keep_rows=rows.keep)
        report = check()
    assert said(report) == said(local)
    assert len(report.flags) == 7
    assert found_there(account) == local_contents(settings, FOUND)


def test_what_an_earlier_run_left_unchecked_is_fetched(settings, account, local, one_gate):
    ingest_into_snowflake(settings, as_of=AS_OF)
    with opened(settings, one_gate) as (_, check):
        report = check()
    assert said(report) == said(local)
    assert found_there(account) == local_contents(settings, FOUND)


def test_columns_that_no_rule_is_about_stay_where_they_are(settings, account, one_gate):
    with opened(settings, one_gate) as (rows, check):
        ingest_into_snowflake(settings, as_of=AS_OF, keep_rows=rows.keep)
        check()
        with duckdb.connect(str(rows.file), read_only=True) as connection:
            members = connection.execute(
                "select count(email), count(last_name) from raw.raw.loyalty_members"
            ).fetchone()
    assert members == (20, 0)
    assert [path.name for path in settings.warehouse.iterdir()] == ["quality"], "the rows are gone with the run"


def test_only_what_is_held_is_asked_about_again_and_its_rows_are_fetched(settings, account, local, one_gate):
    with opened(settings, one_gate) as (rows, check):
        ingest_into_snowflake(settings, as_of=AS_OF, keep_rows=rows.keep)
        check()
    before = found_there(account)
    with opened(settings, one_gate) as (rows, check):
        report = check(now=AFTERWARDS)
        with duckdb.connect(str(rows.file), read_only=True) as connection:
            fetched = connection.execute("select distinct delivery_id from raw.raw.loyalty_members").fetchall()
    assert (report.checked_count, len(report.flags), fetched) == (6, 7, [(BROKEN,)])
    after = found_there(account)
    assert len(after["raw.quality_results"]) == len(before["raw.quality_results"])
    assert {row[:8] for row in after["raw.quality_results"]} == {row[:8] for row in before["raw.quality_results"]}


def test_somebody_accepts_a_delivery_there_as_here(settings, account, local, one_gate):
    with opened(settings, one_gate) as (rows, check):
        ingest_into_snowflake(settings, as_of=AS_OF, keep_rows=rows.keep)
        check()
        with pytest.raises(LundiError, match="by somebody and for a reason"):
            accept_in_account(PATH, "", "strike", NOW)
        with pytest.raises(LundiError, match="was not taken"):
            accept_in_account("pos/tickets/20261116T041500Z-009", "A. Martin", "strike", NOW)
        given = (PATH, "A. Martin", "strike of the carriers", AFTERWARDS)
        assert accept_in_account(*given) == accept(settings, *given) == 1
        assert PATH not in {flag.path for flag in check(now=AFTERWARDS).flags}
    with one_gate.process() as process:
        check_deliveries(settings, process, AS_OF, AFTERWARDS)
    assert found_there(account) == local_contents(settings, FOUND)


@contextmanager
def before(opening, act):
    """Does something once, just before the first statement that begins so."""
    real, done = snowflake.connector.cursor.SnowflakeCursor.execute, []

    def execute(self, command, *arguments, **options):
        if command.startswith(opening) and not done:
            done.append(command)
            act()
        return real(self, command, *arguments, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(snowflake.connector.cursor.SnowflakeCursor, "execute", execute)
        yield


def test_what_somebody_accepts_while_results_are_written_stays_accepted(settings, account, one_gate):
    with opened(settings, one_gate) as (rows, check):
        ingest_into_snowflake(settings, as_of=AS_OF, keep_rows=rows.keep)
        check()

        def accepting():
            assert accept_in_account(PATH, "A. Martin", "strike of the carriers", AFTERWARDS) == 1

        with before("put ", accepting):
            report = check(now=AFTERWARDS + timedelta(hours=1))
    assert (report.problem, PATH in {flag.path for flag in report.flags}) == ("", False)
    accepted = account.duckdb.execute(
        "select source || '/' || entity || '/' || delivery_id, accepted_by from lundi_raw.raw.quality_results "
        "where accepted_at is not null"
    ).fetchall()
    assert accepted == [(PATH, "A. Martin")]


def test_a_gate_that_is_killed_while_it_writes_leaves_nothing_and_the_next_one_looks(
    settings, account, local, one_gate
):
    class KilledError(Exception):
        pass

    def kill():
        raise KilledError

    with opened(settings, one_gate) as (rows, check):
        ingest_into_snowflake(settings, as_of=AS_OF, keep_rows=rows.keep)
        with before("copy into lundi_raw.raw.quality_results", kill), pytest.raises(KilledError):
            check()
    assert found_there(account) == {table.path: [] for table in FOUND}
    with account.client(database="lundi_raw", schema="raw") as client:
        assert client.cursor().execute("list @lundi_raw.raw.landing").fetchall() == []
    with opened(settings, one_gate) as (_, check):
        check()
    assert found_there(account) == local_contents(settings, FOUND)


def test_a_target_keeps_the_rows_of_its_own_monday_for_the_gate(settings, account, local):
    place = SnowflakeTarget(settings)
    with place.gate() as check:
        place.ingest(AS_OF, lambda done, total, outcome: None)
        before_check = len(account.ledger.statements)
        report = check(AS_OF)
        asked = [s.sql for s in account.ledger.statements[before_check:]]
    assert said(report) == said(local)
    assert not [sql for sql in asked if "where delivery_id in" in sql], "nothing is fetched that was here"
    assert place.accept(PATH, "A. Martin", "strike") == 1


def test_a_column_of_every_rule_is_one_of_its_entity():
    from lundi.snowflake.gate import gate_columns

    for entity in load_contract().entities:
        asked = {column for rule in entity.rules for column in rule.columns}
        assert asked <= set(gate_columns(entity)), entity.path
