import duckdb
import pytest

from ladder import rights
from standin.grants import Grants


@pytest.fixture
def account():
    connection = duckdb.connect()
    connection.execute("attach ':memory:' as LUNDI; create schema LUNDI.MARTS; create schema LUNDI.STAGING")
    connection.execute("create table LUNDI.MARTS.FCT as select 1 as ID")
    connection.execute("create view LUNDI.MARTS.V as select 1 as ID")
    connection.execute("create table LUNDI.STAGING.STG as select 1 as ID")
    yield connection
    connection.close()


def test_a_published_table_or_view_without_its_reader_is_found_and_others_are_not_asked(account):
    found = rights.check(account, Grants())
    assert [finding.where for finding in found] == ["lundi.marts.fct", "lundi.marts.v"]


def test_a_table_that_its_schema_s_future_grants_opened_is_in_order(account):
    grants = Grants()
    grants.note("grant select on future tables in schema lundi.marts to role lundi_reporter")
    grants.note("grant select on future views in schema lundi.marts to role lundi_reporter")
    grants.created("table", "LUNDI.marts.fct", keeps=False)
    grants.created("view", "LUNDI.marts.v", keeps=False)
    assert rights.check(account, grants) == []


def test_a_reader_who_may_only_insert_is_none(account):
    grants = Grants()
    grants.note("grant insert on table lundi.marts.fct to role lundi_reporter")
    grants.note("grant select on view lundi.marts.v to role lundi_reporter")
    assert [finding.where for finding in rights.check(account, grants)] == ["lundi.marts.fct"]
