"""A stand-in account that the commands reach as they reach a real one: by the environment, with a key pair."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ladder.account import make_key_pair
from standin import StandIn

SCHEMAS = (
    "lundi_raw.raw",
    "lundi_raw.quarantine",
    "lundi_state.state",
    "lundi_state.vault",
    "lundi_state.share",
    "lundi_state.privacy",
    "lundi_secret.secret",
    *(f"lundi.{name}" for name in ("staging", "vault", "customer", "sales", "core", "marts", "reports", "audit")),
)


@pytest.fixture(scope="session")
def private_key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key of nobody's, in the form that the connector reads."""
    path, _ = make_key_pair(tmp_path_factory.mktemp("key"))
    return path


@contextmanager
def opened_account(private_key: Path) -> Iterator[StandIn]:
    """An account with what the set-up makes and loading and reports need, named by the environment."""
    with StandIn() as standin, pytest.MonkeyPatch.context() as environment:
        for name, value in {**standin.environment, "LUNDI_SNOWFLAKE_PRIVATE_KEY_PATH": str(private_key)}.items():
            environment.setenv(name, value)
        with standin.client() as client:
            for database in ("lundi_raw", "lundi_state", "lundi_secret", "lundi"):
                client.cursor().execute(f"create database {database}")
            for schema in SCHEMAS:
                client.cursor().execute(f"create schema if not exists {schema}")
            client.cursor().execute("create stage lundi_raw.raw.landing")
            client.cursor().execute("grant ownership on database lundi to role lundi_publisher")
            client.cursor().execute("grant create database on account to role lundi_publisher")
        yield standin


@pytest.fixture
def account(private_key: Path) -> Iterator[StandIn]:
    """An account of this test alone."""
    with opened_account(private_key) as opened:
        yield opened


@pytest.fixture(scope="module")
def shared_account(private_key: Path) -> Iterator[StandIn]:
    """One account for the tests of a module, which empty it themselves."""
    with opened_account(private_key) as opened:
        yield opened


@pytest.fixture
def empty_account(shared_account: StandIn) -> StandIn:
    """The module's account with nothing in its raw tables; they are made once, as in life."""
    inside = shared_account.duckdb
    inside.execute("create schema if not exists lundi_raw.QUARANTINE")
    tables = inside.execute(
        "select schema_name, table_name from duckdb_tables() "
        "where database_name = 'LUNDI_RAW' and schema_name in ('RAW', 'QUARANTINE')"
    ).fetchall()
    for schema, table in tables:
        inside.execute(f"truncate lundi_raw.{schema}.{table}")
    return shared_account
