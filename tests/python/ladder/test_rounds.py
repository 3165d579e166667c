"""The rung of the publication can fail: a build that touches what readers have, a rollback that brings nothing back."""

from types import SimpleNamespace

import pytest

from ladder import rounds
from ladder.account import make_key_pair
from ladder.rounds import FIRST_MONDAY, NEXT_MONDAY
from lundi.warehouse.published import Edition, RolledBack
from standin import StandIn

SET_UP = (
    "create database lundi_state",
    "create database lundi",
    *(f"create schema lundi.{name}" for name in ("marts", "reports", "audit")),
    "grant ownership on database lundi to role lundi_publisher",
    "grant create database on account to role lundi_publisher",
)


@pytest.fixture
def account(tmp_path):
    key, _ = make_key_pair(tmp_path)
    with StandIn() as standin:
        with standin.client(role="SYSADMIN") as client:
            for statement in SET_UP:
                client.cursor().execute(statement)
        environment = {**standin.environment, "LUNDI_SNOWFLAKE_PRIVATE_KEY_PATH": str(key)}
        yield SimpleNamespace(standin=standin, environment=environment)


@pytest.fixture
def monday(account, monkeypatch, tmp_path):
    """Builds and publishes with a dbt that runs some statements, and gives what the rung found."""

    def monday(as_of, *statements):
        def dbt(*arguments):
            for statement in statements:
                account.standin.duckdb.execute(statement)

        monkeypatch.setattr(rounds, "Project", lambda folder, environment: SimpleNamespace(dbt=dbt))
        running = SimpleNamespace(folder=tmp_path, environment=account.environment)
        return [
            (found.where, found.what)
            for found in rounds._build_and_publish(running, account, as_of, is_tested=False)[1]
        ]

    first = monday(
        FIRST_MONDAY,
        "create table lundi_build.reports.rpt_monday_header as select 1 as n",
        "create table lundi_build.marts.fct_tickets as select 45 as week",
    )
    assert first == []
    return monday


def test_a_build_beside_what_is_published_is_sound(monday):
    assert monday(NEXT_MONDAY, "update lundi_build.marts.fct_tickets set week = 46") == []


def test_a_build_that_touches_what_readers_have_is_found(monday):
    found = monday(NEXT_MONDAY, "update lundi.marts.fct_tickets set week = 46")
    assert found == [
        ("marts.fct_tickets", "changed while the next edition was built"),
        ("marts.fct_tickets", "is not as it was after a rollback"),
    ]


def test_a_rollback_that_brings_nothing_back_is_found(monday, monkeypatch):
    monkeypatch.setattr(rounds, "roll_back_in_snowflake", lambda environment: RolledBack(Edition(), None))
    found = monday(NEXT_MONDAY, "update lundi_build.marts.fct_tickets set week = 46")
    assert found == [("marts.fct_tickets", "is not as it was after a rollback")]


def test_a_build_that_is_not_published_is_found(monday):
    ((where, what),) = monday(NEXT_MONDAY, "delete from lundi_build.reports.rpt_monday_header")
    assert where == NEXT_MONDAY
    assert what.startswith("LUNDI_BUILD holds no report")
