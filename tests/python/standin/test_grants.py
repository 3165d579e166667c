"""Grants are written down, read back and lost as Snowflake loses them."""

import pytest

from standin import Disposition
from standin.grants import Grant, Grants

TABLE = "lundi.core.granted"


@pytest.fixture
def granted(run):
    run(f"create or replace table {TABLE} (a int)")
    run(f"grant select, insert on table {TABLE} to role lundi_reporter")
    yield lambda: [(row[1], row[2], row[3], row[5]) for row in run(f"show grants on table {TABLE}")]
    run(f"drop table if exists {TABLE}")


BOTH = [("INSERT", "TABLE", TABLE, "LUNDI_REPORTER"), ("SELECT", "TABLE", TABLE, "LUNDI_REPORTER")]


def test_a_grant_is_recorded_and_read_back(granted, standin):
    assert standin.ledger.statements[-1].disposition is Disposition.RECORDED
    assert granted() == BOTH


def test_a_revoked_privilege_is_gone_and_the_others_stay(granted, run):
    run(f"revoke insert on {TABLE} from role lundi_reporter")
    run(f"revoke insert on table {TABLE} from role lundi_reporter")
    assert granted() == BOTH[1:]


@pytest.mark.parametrize(
    "replacing",
    [
        f"create or replace table {TABLE} as select 1 as a",
        f"create or replace transient table {TABLE} as select 'copy grants' as a",
        f"create or replace table {TABLE} as (select 1 as a /* copy grants */)",
    ],
)
def test_a_table_that_is_replaced_loses_its_grants(granted, run, replacing):
    run(replacing)
    assert granted() == []


@pytest.mark.parametrize(
    "replacing",
    [
        f"create or replace table {TABLE} copy grants as select 1 as a",
        f"create or replace transient table {TABLE}\n  copy grants\n  as (select 1 as a)",
        f"create table if not exists {TABLE} (a int)",
    ],
)
def test_a_table_that_is_replaced_with_its_grants_keeps_them(granted, run, replacing):
    run(replacing)
    assert granted() == BOTH


def test_a_failed_replacement_loses_nothing(granted, fate):
    assert fate(f"create or replace table {TABLE} as select missing from nowhere").error
    assert granted() == BOTH


def test_a_dropped_table_comes_back_without_grants(granted, run):
    run(f"drop table {TABLE}")
    run(f"create table {TABLE} (a int)")
    assert granted() == []


def test_what_is_granted_on_future_tables_of_a_schema_is_on_each_new_table():
    grants = Grants()
    grants.note("grant select on future tables in schema lundi.core to role r")
    grants.note("grant select on future views in schema lundi.core to role v")
    grants.created("table", "lundi.core.t", keeps=False)
    grants.created("table", "lundi.other.t", keeps=False)
    assert grants.on("lundi.core.t") == (Grant("SELECT", "TABLE", "LUNDI.CORE.T", "ROLE", "R"),)
    assert grants.on("lundi.other.t") == ()


def test_a_dropped_schema_takes_the_grants_of_what_stood_in_it():
    grants = Grants()
    for name in ("lundi.core.t", "lundi.core_other.t"):
        grants.note(f"grant select on table {name} to role r")
    grants.dropped("lundi.core")
    assert grants.on("lundi.core.t") == ()
    assert grants.on("lundi.core_other.t") != ()


def test_grants_of_roles_and_to_shares_are_told_apart():
    grants = Grants()
    grants.note("grant role a to role b")
    grants.note("grant usage on database lundi to share s")
    grants.note("grant usage on warehouse w to role r with grant option")
    assert grants.on("lundi") == (Grant("USAGE", "DATABASE", "LUNDI", "SHARE", "S"),)
    assert grants.on("w") == (Grant("USAGE", "WAREHOUSE", "W", "ROLE", "R"),)
    assert grants.on("b") == ()
