"""Publication by swap on a stand-in account: what readers have before, during and after, and what a kill leaves."""

from datetime import UTC, datetime

import pytest
from snowflake.connector.errors import Error

from lundi.errors import LundiError
from lundi.snowflake import swap
from lundi.snowflake.setup.rules import read_statements
from lundi.snowflake.setup.statements import load_setup
from lundi.snowflake.swap import (
    LEFT_OUT,
    databases,
    names_its_database,
    publish_build,
    published_stamp,
    roll_back_in_snowflake,
    start_build,
    usage_grants,
)
from lundi.warehouse.pages import Losses, Relation

FIRST, SECOND = datetime(2026, 11, 9, 5, tzinfo=UTC), datetime(2026, 11, 16, 5, tzinfo=UTC)


@pytest.fixture
def monday(account):
    """A whole Monday: clones, writes one week into the build, and publishes it."""

    def monday(as_of, week):
        start_build()
        write(account, week)
        publish_build(as_of, f"run {week}")

    return monday


def write(account, week):
    account.duckdb.execute("create or replace table lundi_build.reports.rpt_monday_header (iso_week varchar)")
    account.duckdb.execute("insert into lundi_build.reports.rpt_monday_header values (?)", [week])


def week_in(account, database="lundi"):
    (week,) = account.duckdb.execute(f"select iso_week from {database}.reports.rpt_monday_header").fetchone()
    return week


def state_in(account, database="lundi"):
    return account.duckdb.execute(f"select state, run_id from {database}.audit.edition").fetchone()


def test_readers_have_the_former_edition_until_the_swap_and_the_new_one_from_then_on(account, monday):
    monday(FIRST, "W45")
    start_build()
    write(account, "W46")
    assert week_in(account) == "W45"
    publish_build(SECOND, "run W46")
    assert (week_in(account), week_in(account, "lundi_build")) == ("W46", "W45")
    assert state_in(account) == ("published", "run W46")
    assert published_stamp().as_of == SECOND


def test_a_rollback_gives_the_former_edition_and_a_second_one_undoes_it(account, monday):
    monday(FIRST, "W45")
    monday(SECOND, "W46")
    change = roll_back_in_snowflake()
    assert (change.published.run_id, change.withdrawn.run_id) == ("run W45", "run W46")
    assert week_in(account) == "W45"
    assert published_stamp().run_id == "run W45"
    roll_back_in_snowflake()
    assert week_in(account) == "W46"


def test_a_build_that_fails_leaves_what_is_published_whole_and_the_next_run_begins_from_it(account, monday):
    monday(FIRST, "W45")
    start_build()
    write(account, "half of it")
    with pytest.raises(LundiError, match="no former edition to go back to: a build began in it and did not end"):
        roll_back_in_snowflake()
    assert week_in(account) == "W45"
    start_build()
    assert week_in(account, "lundi_build") == "W45"
    write(account, "W46")
    publish_build(SECOND, "run W46")
    assert (week_in(account), state_in(account, "lundi_build")) == ("W46", ("published", "run W45"))


def test_there_is_nothing_to_go_back_to_before_the_second_publication(account, monday):
    with pytest.raises(LundiError, match="it is not there, or says nothing of itself"):
        roll_back_in_snowflake()
    monday(FIRST, "W45")
    with pytest.raises(LundiError, match="it is not there, or says nothing of itself"):
        roll_back_in_snowflake()
    assert week_in(account) == "W45"


@pytest.mark.parametrize(
    ("killed_at", "told"),
    [("swap", "a build that was never published"), ("stamp", "a copy of what is published")],
)
def test_what_a_kill_left_is_not_gone_back_to(account, monday, monkeypatch, killed_at, told):
    monday(FIRST, "W45")

    def kill(*arguments):
        raise KeyboardInterrupt

    if killed_at == "stamp":
        monkeypatch.setattr(swap, "_write_stamp", kill)
        with pytest.raises(KeyboardInterrupt):
            start_build()
    else:
        start_build()
        write(account, "W46")
        monkeypatch.setattr(swap, "_swap", kill)
        with pytest.raises(KeyboardInterrupt):
            publish_build(SECOND, "run W46")
    monkeypatch.undo()
    with pytest.raises(LundiError, match=f"no former edition to go back to: {told}"):
        roll_back_in_snowflake()
    assert week_in(account) == "W45"


def test_a_run_that_was_killed_after_its_swap_has_published_and_the_next_one_says_so(account, monday, monkeypatch):
    monday(FIRST, "W45")
    start_build()
    write(account, "W46")
    monkeypatch.setattr(swap, "settle", lambda *arguments: None)
    publish_build(SECOND, "run W46")
    monkeypatch.undo()
    assert state_in(account) == ("ready", "run W46")
    assert published_stamp().run_id == "run W46"
    assert roll_back_in_snowflake().withdrawn.run_id == "run W46"
    assert (week_in(account), state_in(account, "lundi_build")) == ("W45", ("published", "run W46"))


def test_a_page_that_was_lost_goes_out_empty_and_what_it_read_not_at_all(account, monday):
    account.duckdb.execute("create table lundi.reports.rpt_monday_customers (n int)")
    account.duckdb.execute("insert into lundi.reports.rpt_monday_customers values (45)")
    account.duckdb.execute("create table lundi.marts.dim_customers (n int)")
    account.duckdb.execute("create view lundi.marts.fct_of_them as select n from lundi.marts.dim_customers")
    monday(FIRST, "W45")
    start_build()
    write(account, "W46")
    relations = (
        Relation("marts", "dim_customers"),
        Relation("marts", "fct_of_them"),
        Relation("marts", "never_built"),
        Relation("reports", "rpt_monday_customers", (("n", "bigint"), ("rate", "numeric(9, 4)"))),
    )
    publish_build(SECOND, "run W46", Losses(("customers",), relations, ("dim_customers",)))
    asked = "select n, rate from lundi.reports.rpt_monday_customers"
    assert account.duckdb.execute(asked).fetchall() == []
    assert account.duckdb.execute(f"select page_code from lundi.{LEFT_OUT}").fetchall() == [("customers",)]
    there = "select table_name from duckdb_tables() where database_name = 'LUNDI' and schema_name = 'marts' union all "
    there += "select view_name from duckdb_views() where database_name = 'LUNDI' and schema_name = 'marts'"
    assert account.duckdb.execute(there).fetchall() == []
    start_build()
    listed = (
        "select count(*) from duckdb_tables() where database_name = 'LUNDI_BUILD' and table_name ilike 'left_out_pages'"
    )
    assert account.duckdb.execute(listed).fetchone() == (0,)


def test_a_build_without_a_report_or_with_a_view_that_names_its_database_is_not_published(account, monday, monkeypatch):
    monday(FIRST, "W45")
    start_build()
    account.duckdb.execute("delete from lundi_build.reports.rpt_monday_header")
    with pytest.raises(LundiError, match="holds no report"):
        publish_build(SECOND, "run W46")
    write(account, "W46")
    account.duckdb.execute("create view lundi_build.marts.v as select * from lundi_build.reports.rpt_monday_header")
    # DuckDB keeps the database out of a view's text, Snowflake keeps what was written.
    monkeypatch.setattr(swap, "names_its_database", lambda definition, database: True)
    with pytest.raises(LundiError, match=r"1 views of LUNDI_BUILD name their database, marts\.v among them"):
        publish_build(SECOND, "run W46")
    assert (week_in(account), state_in(account, "lundi_build")) == ("W45", ("building", None))


def test_the_publisher_moves_databases_and_reads_nothing_and_the_build_moves_none(account, monday):
    before = len(account.ledger.statements)
    monday(FIRST, "W45")
    sent = account.ledger.statements[before:]
    publisher = {each.sql.split()[0] for each in sent if each.role == "LUNDI_PUBLISHER"}
    assert publisher == {"create", "grant", "alter"}
    assert {each.role for each in sent if "clone" in each.sql or "swap with" in each.sql} == {"LUNDI_PUBLISHER"}
    with account.client(role="LUNDI_TRANSFORMER") as client, pytest.raises(Error, match="does not own it"):
        client.cursor().execute("alter database lundi swap with lundi_build")


def test_readers_may_use_a_database_only_once_it_is_whole(account, monday):
    start_build()
    assert _users(account, "lundi_build") == {"LUNDI_TRANSFORMER"}
    write(account, "W45")
    publish_build(FIRST, "run W45")
    assert _users(account, "lundi") == {role.upper() for role, _ in usage_grants()}


def _users(account, database):
    return {grant.grantee for grant in account.grants.on(database) if grant.privilege == "USAGE"}


def test_who_is_given_usage_is_who_the_setup_gives_it():
    statements = [statement for file in load_setup() for statement in file.statements]
    given = {
        grant.role
        for grant in read_statements(statements).grants
        if (grant.kind, grant.name) == ("database", "lundi") and "usage" in grant.privileges
    }
    assert {role for role, _ in usage_grants()} == given
    assert ("lundi_share_admin", " with grant option") in usage_grants()


@pytest.mark.parametrize(
    ("definition", "names"),
    [
        ("create or replace view LUNDI_BUILD.marts.v copy grants as (select * from core.t)", False),
        ("create or replace view LUNDI_BUILD.marts.v as (select * from LUNDI_BUILD.core.t)", True),
        ("select * from lundi_build.core.t", True),
        ('select * from "LUNDI_BUILD".core.t', True),
        ("select * from core.t -- of LUNDI_BUILD.core", False),
        ("select 'LUNDI_BUILD.core' as word from core.t", False),
        ("create view LUNDI_BUILD.marts.v (n comment 'as LUNDI_BUILD.x') as (select n from core.t)", False),
        ("select * from lundi_raw.raw.t", False),
        ("select * from old_lundi_build.core.t", False),
        (None, True),
        ("", True),
    ],
)
def test_a_view_names_its_database_by_what_it_reads_not_by_where_it_stands(definition, names):
    assert names_its_database(definition, "LUNDI_BUILD") is names


def test_the_build_database_is_named_after_the_published_one():
    assert databases({}).build == "LUNDI_BUILD"
    assert databases({"LUNDI_SNOWFLAKE_DATABASE": "lundi_next"}).published == "LUNDI_NEXT"
    with pytest.raises(LundiError, match="no plain name"):
        databases({"LUNDI_SNOWFLAKE_DATABASE": "x; drop database lundi"})


def test_what_snowflake_refuses_is_told_with_what_stands(account):
    with account.client() as client:
        client.cursor().execute("grant ownership on database lundi to role somebody")
    with pytest.raises(LundiError, match="nothing was built, what was published stands"):
        start_build()
