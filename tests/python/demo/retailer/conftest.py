"""The tiny retailer, written once for all tests that look at its landing files."""

import json
from datetime import date
from pathlib import Path

import duckdb
import pytest

from lundi.demo.retailer.size import DemoPlan, make_plan
from lundi.demo.retailer.write import truth_folder, write_retailer
from lundi.landing.contract import load_contract

LAST_MONDAY = date(2026, 11, 9)


class WrittenRetailer:
    """A landing zone as tables: `<source>_<entity>` as delivered, `held_<source>_<entity>` as it stands in the end."""

    def __init__(self, landing: Path, plan: DemoPlan) -> None:
        self.landing = landing
        self.truth = truth_folder(landing)
        self.plan = plan
        self.connection = duckdb.connect()
        for entity in load_contract().entities:
            files = f"{landing}/{entity.source}/{entity.name}/*/*.parquet"
            self.connection.execute(
                f"create table {entity.table} as select * exclude (filename), "
                f"split_part(filename, '/', -2) as delivery_id from read_parquet('{files}', filename = true)"
            )
            if "full" not in entity.modes:
                self._hold(entity.table, ", ".join(entity.key), ", ".join(entity.replaces))
        for name in ("planted_faults", "planted_events"):
            path = self.truth / f"{name}.csv"
            self.connection.execute(
                f"create table {name} as from read_csv('{path}', delim = ';', types = {{'amount': 'decimal(18,2)'}})"
            )

    def _hold(self, table: str, key: str, unit: str) -> None:
        # The sequence at the end of an id says the mode: 002 is a correction.
        self.connection.execute(
            f"create table held_{table} as select * from {table} qualify delivery_id = coalesce("
            f"max(case when delivery_id like '%-002' then delivery_id end) over (partition by {unit}), "
            f"min(delivery_id) over (partition by {key}))"
        )

    def query(self, sql: str, parameters: list | None = None) -> list[tuple]:
        """Rows of the landing zone's tables."""
        return self.connection.execute(sql, parameters or []).fetchall()

    def one(self, sql: str) -> object:
        """The only value of a query."""
        return self.query(sql)[0][0]

    def manifests(self) -> list[dict]:
        """Every manifest of the landing zone."""
        return [json.loads(path.read_text()) for path in sorted(self.landing.glob("*/*/*/manifest.json"))]


@pytest.fixture(scope="session")
def tiny_plan() -> DemoPlan:
    """The tiny retailer to 2026-W46."""
    return make_plan(last_week_start=LAST_MONDAY, size="tiny")


@pytest.fixture(scope="session")
def retailer(tmp_path_factory: pytest.TempPathFactory, tiny_plan: DemoPlan) -> WrittenRetailer:
    """The tiny retailer's landing zone."""
    landing = tmp_path_factory.mktemp("retailer") / "landing"
    write_retailer(landing, tiny_plan)
    return WrittenRetailer(landing, tiny_plan)
