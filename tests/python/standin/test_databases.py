"""Clones and swaps of whole databases: what is in them, what was granted on them, and what is refused."""

import pytest
from snowflake.connector.errors import Error

from standin import StandIn

OWNER = "LUNDI_PUBLISHER"
MADE = (
    "create database lundi",
    "create schema lundi.core",
    "create schema lundi.marts",
    "create table lundi.core.t (n int not null, word varchar(3))",
    "insert into lundi.core.t values (1, 'old')",
    f"grant ownership on database lundi to role {OWNER.lower()}",
    f"grant create database on account to role {OWNER.lower()}",
    "grant usage on database lundi to role reader",
    "grant select on future tables in schema lundi.core to role reader",
)
CLONE, SWAP = "create or replace database lundi_build clone lundi", "alter database lundi swap with lundi_build"


@pytest.fixture
def standin():
    """An account of this test alone, empty."""
    with StandIn() as running:
        yield running


@pytest.fixture
def run(standin):
    """Runs a statement in a role, in a database, and gives the rows."""
    with standin.client(role="SYSADMIN") as client:
        for statement in MADE:
            client.cursor().execute(statement)

    def run(statement, role=OWNER, database="lundi"):
        with standin.client(role=role, database=database) as client:
            return client.cursor().execute(statement).fetchall()

    run("create view lundi.marts.v as select n, word from core.t")
    return run


def test_a_clone_holds_the_rows_and_goes_its_own_way(run):
    run(CLONE)
    run("update lundi_build.core.t set word = 'new'")
    assert run("select word from lundi_build.marts.v") == [("new",)]
    assert run("select word from lundi.marts.v") == [("old",)]
    with pytest.raises(Error, match="NULL"):
        run("insert into lundi_build.core.t values (null, 'x')")


def test_a_swap_gives_readers_the_other_database_under_the_same_name_and_views_read_their_own(run):
    run(CLONE)
    run("update lundi_build.core.t set word = 'new'")
    run(SWAP)
    assert run("select word from lundi.marts.v") == [("new",)]
    assert run("select word from lundi_build.marts.v") == [("old",)]
    run(SWAP)
    assert run("select word from marts.v") == [("old",)]


def test_the_information_schema_says_the_name_that_a_database_bears(run):
    run(CLONE)
    run("create table lundi_build.core.more (n int, text varchar(7))")
    run(SWAP)
    asked = "select table_name from {}.information_schema.tables where table_schema = 'CORE' order by 1"
    assert run(asked.format("lundi")) == [("MORE",), ("T",)]
    assert run(asked.format("lundi_build")) == [("T",)]
    columns = "select character_maximum_length from lundi.information_schema.columns where column_name = 'TEXT'"
    assert run(columns) == [(7,)]


def test_a_clone_replaces_the_one_before(run):
    run(CLONE)
    run("create table lundi_build.core.left_over (n int)")
    run(CLONE)
    with pytest.raises(Error, match="LEFT_OVER"):
        run("select * from lundi_build.core.left_over")
    with pytest.raises(Error, match="already exists"):
        run("create database lundi_build clone lundi")


def test_grants_stand_on_what_is_in_a_clone_and_not_on_the_clone(standin, run):
    run(CLONE)
    assert not [grant for grant in standin.grants.on("lundi_build") if grant.grantee == "READER"]
    run("create table lundi_build.core.more (n int)")
    assert [grant.grantee for grant in standin.grants.on("lundi_build.core.more")] == ["READER"]
    run("grant usage on database lundi_build to role other")
    run(SWAP)
    assert [grant.grantee for grant in standin.grants.on("lundi") if grant.privilege == "USAGE"] == ["OTHER"]


@pytest.mark.parametrize(
    ("statement", "role", "why"),
    [
        (CLONE, "LUNDI_TRANSFORMER", "may not CREATE DATABASE"),
        (SWAP, "LUNDI_TRANSFORMER", "does not own it"),
        ("alter database lundi swap with nowhere", OWNER, "'NOWHERE' does not exist"),
        ("create or replace database lundi_build clone nowhere", OWNER, "'NOWHERE' does not exist"),
        ("alter database lundi swap with lundi", OWNER, "with itself"),
        ("create or replace database lundi clone lundi", OWNER, "a clone of itself"),
        ("create schema lundi.other clone lundi.core", OWNER, "whole databases are cloned"),
    ],
)
def test_what_snowflake_refuses_is_refused(run, statement, role, why):
    run(CLONE)
    with pytest.raises(Error, match=why):
        run(statement, role=role)


def test_a_view_that_names_its_own_database_stops_clone_and_swap(run):
    run(CLONE)
    run("create or replace view lundi_build.marts.v as select n from lundi_build.core.t", database="lundi_build")
    with pytest.raises(Error, match=r"LUNDI_BUILD\.MARTS\.V names its own database"):
        run(SWAP)
    run(
        "create or replace view lundi_build.marts.v as select n, 'lundi_build.x' as w from core.t",
        database="lundi_build",
    )
    run(SWAP)
