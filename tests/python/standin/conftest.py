"""One stand-in for each test module, with a schema to work in, and what became of a statement sent to it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from snowflake.connector import SnowflakeConnection
from snowflake.connector.errors import Error

from standin import StandIn, Statement

# An answer that the connector would ask for again and again is a failure of these tests, soon.
SECONDS_FOR_AN_ANSWER = 5

Run = Callable[[str], list[tuple[Any, ...]]]
Fate = Callable[[str], Statement]


@pytest.fixture(scope="module")
def standin() -> Iterator[StandIn]:
    """An account with the database LUNDI and its schema CORE."""
    with StandIn() as account:
        with account.client() as client:
            client.cursor().execute("create database lundi")
            client.cursor().execute("create schema lundi.core")
        yield account


@pytest.fixture
def client(standin: StandIn) -> Iterator[SnowflakeConnection]:
    """A session of its own in LUNDI.CORE."""
    with standin.client(database="lundi", schema="core", network_timeout=SECONDS_FOR_AN_ANSWER) as connection:
        yield connection


@pytest.fixture
def run(client: SnowflakeConnection) -> Run:
    """Sends a statement and returns its rows."""

    def send(sql: str) -> list[tuple[Any, ...]]:
        return client.cursor().execute(sql).fetchall()

    return send


@pytest.fixture
def fate(standin: StandIn, client: SnowflakeConnection) -> Fate:
    """Sends a statement, whatever comes of it, and returns its line of the ledger."""

    def send(sql: str) -> Statement:
        before = len(standin.ledger.statements)
        failed = False
        try:
            client.cursor().execute(sql)
        except Error:
            failed = True
        (statement,) = standin.ledger.statements[before:]
        assert failed == (statement.error is not None), statement
        return statement

    return send
