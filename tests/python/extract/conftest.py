"""A published edition with a small mart of an extract."""

from pathlib import Path

import duckdb
import pytest

from lundi.bench.extract import make_mart
from lundi.extract.plan import Extract, planned_extracts
from lundi.settings import PROJECT_ROOT


@pytest.fixture(scope="session")
def extract() -> Extract:
    """The stores' extract."""
    return next(one for one in planned_extracts(PROJECT_ROOT) if one.file == "ventes_magasin_semaine")


@pytest.fixture
def edition(tmp_path: Path, extract: Extract):
    """A database with 1,040 rows of it in 104 weeks, open."""
    with duckdb.connect(str(tmp_path / "edition.duckdb")) as connection:
        make_mart(connection, extract, 1040)
        yield connection
