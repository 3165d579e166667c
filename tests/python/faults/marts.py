"""What the marts of a built world say of a store."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import duckdb

from lundi.settings import Settings
from lundi.warehouse.dbt import target_folder


@dataclass(frozen=True)
class Marts:
    """A build database and the raw database that it was built from."""

    settings: Settings

    @cached_property
    def _connection(self) -> duckdb.DuckDBPyConnection:
        connection = duckdb.connect()
        connection.execute(f"attach '{self.settings.build_database}' as lundi (read_only)")
        connection.execute(f"attach '{self.settings.raw_database}' as lundi_raw (read_only); use lundi")
        return connection

    def query(self, sql: str, parameters: list | None = None) -> list[tuple]:
        """Rows of the build."""
        return self._connection.execute(sql, parameters or []).fetchall()

    def sales(self, *stores: str) -> dict[str, str]:
        """Sales by day, all channels."""
        return self._by_key("business_date, sum(sales_eur_incl_tax)", "marts.fct_store_sales_daily", stores)

    def aside(self, *stores: str) -> dict[str, str]:
        """Reasons by ticket, order or return that was set aside."""
        return self._by_key("transaction_id, min(set_aside_reason_code)", "audit.fct_set_aside_tickets", stores)

    def checks(self, *stores: str) -> dict[str, str]:
        """Whether lines, tickets and Z agree, by day."""
        return self._by_key("business_date, max(check_status)", "marts.fct_store_day_checks", stores)

    def days(self, *stores: str) -> dict[str, str]:
        """What became of each day of 2026-W46 in the store channel."""
        rows = "(from marts.fct_store_days where iso_week = '2026-W46' and channel_code = 'store')"
        return self._by_key("business_date, min(store_day_status)", rows, stores)

    def warned(self, test: str) -> list[tuple]:
        """The rows that a dbt test of this name found."""
        (path,) = Path(target_folder(self.settings), "compiled").rglob(f"{test}.sql")
        return self.query(path.read_text(encoding="utf-8"))

    def _by_key(self, columns: str, relation: str, stores: tuple[str, ...]) -> dict[str, str]:
        marks = ", ".join("?" for _ in stores)
        found = self.query(f"select {columns} from {relation} where store_id in ({marks}) group by 1", list(stores))
        return {str(key): str(value) for key, value in found}
