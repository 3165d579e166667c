"""The small project of graph_project.py, run twice on each engine: the dear part of these tests, done once for all."""

import pytest

from graph_project import Engine, run_on_duckdb, run_on_standin
from lundi.settings import switch_telemetry_off
from standin import Ledger, StandIn

switch_telemetry_off()


@pytest.fixture(scope="package")
def on_duckdb(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Both runs on DuckDB."""
    return run_on_duckdb(tmp_path_factory.mktemp("duckdb"))


@pytest.fixture(scope="package")
def on_standin_with_ledger(tmp_path_factory: pytest.TempPathFactory) -> tuple[Engine, Ledger]:
    """Both runs on the stand-in, and what it was sent. It has ended: other tests have one of their own."""
    with StandIn() as account:
        return run_on_standin(tmp_path_factory.mktemp("standin"), account), account.ledger


@pytest.fixture(scope="package")
def on_standin(on_standin_with_ledger: tuple[Engine, Ledger]) -> Engine:
    """Both runs on the stand-in."""
    return on_standin_with_ledger[0]


@pytest.fixture(scope="package", params=["duckdb", "snowflake stand-in"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """Each of the two."""
    return request.getfixturevalue("on_duckdb" if request.param == "duckdb" else "on_standin")
