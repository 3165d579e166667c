"""A made edition with shares of invented companies, without dbt: two suppliers, a franchisee, two weeks."""

import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal

import duckdb

from lundi.settings import Settings
from lundi.warehouse.state import ensure_state

MONDAY = datetime(2026, 11, 16, 5, 0, tzinfo=UTC)
SUPPLIER_COLUMNS = (
    ("partner_code", "varchar"),
    ("iso_week", "varchar"),
    ("is_final", "boolean"),
    ("supplier_id", "varchar"),
    ("product_id", "varchar"),
    ("region_code", "varchar"),
    ("release_code", "varchar"),
    ("sales_eur_excl_tax", "numeric(18, 2)"),
    ("item_quantity", "numeric(18, 3)"),
    ("store_count", "bigint"),
)
STORE_COLUMNS = (
    ("partner_code", "varchar"),
    ("iso_week", "varchar"),
    ("is_final", "boolean"),
    ("store_id", "varchar"),
    ("sales_eur_excl_tax", "numeric(18, 2)"),
)


def supplier_row(partner, supplier, product, region, amount, week="2026-W46", code="published", is_final=False):
    hidden = code != "published"
    figures = (None, None, None) if hidden else (Decimal(amount), Decimal("3.000"), 4)
    return (partner, week, is_final, supplier, product, region, code, *figures)


@dataclass
class World:
    """What an edition says; `write` makes it anew."""

    settings: Settings
    partners: list = field(
        default_factory=lambda: [
            ("alpha", "Alpha Laiterie", "supplier"),
            ("beta", "Beta Biscuits", "supplier"),
            ("gamma", "Gamma Magasins", "franchisee"),
        ]
    )
    products: list = field(
        default_factory=lambda: [
            ("supplier_sales", 1, "share_supplier_sales_weekly", "active", None, None, None),
            ("franchisee_sales", 1, "share_franchisee_sales_weekly", "active", None, None, None),
        ]
    )
    entitlements: list = field(
        default_factory=lambda: [
            ("e1", "alpha", "supplier_sales", 1, "supplier", "SUP-A", date(2026, 1, 1), None, "both"),
            ("e2", "beta", "supplier_sales", 1, "supplier", "SUP-B", date(2026, 1, 1), None, "parquet"),
            ("e3", "gamma", "franchisee_sales", 1, "store", "S001", date(2026, 1, 1), None, "both"),
        ]
    )
    rows: list = field(
        default_factory=lambda: [
            supplier_row("alpha", "SUP-A", "P1", "11", "10.50"),
            supplier_row("alpha", "SUP-A", "P1", "84", "0", code="confidential"),
            supplier_row("alpha", "SUP-A", "P2", "84", "0", code="secondary"),
            supplier_row("alpha", "SUP-A", "P1", "11", "9.00", week="2026-W45", is_final=True),
            supplier_row("beta", "SUP-B", "P7", "11", "70.00"),
        ]
    )
    store_rows: list = field(default_factory=lambda: [("gamma", "2026-W46", False, "S001", Decimal("100.00"))])
    supplier_columns: tuple = SUPPLIER_COLUMNS
    classes: dict = field(default_factory=dict)

    def write(self):
        path = self.settings.published_database
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        ensure_state(self.settings.state_database)
        with duckdb.connect(str(path)) as connection:
            for schema in ("core", "share", "audit"):
                connection.execute(f"create schema {schema}")
            connection.execute("create table audit.edition (as_of timestamp, run_id varchar)")
            connection.execute("insert into audit.edition values (?, 'run-1')", [MONDAY.replace(tzinfo=None)])
            self._seeds(connection)
            self._table(connection, "share_supplier_sales_weekly_v1", self.supplier_columns, self.rows)
            self._table(connection, "share_franchisee_sales_weekly_v1", STORE_COLUMNS, self.store_rows)
        folder = self.settings.build_database.parent / "target"
        folder.mkdir(parents=True, exist_ok=True)
        nodes = {
            f"model.lundi.{name}.v1": self.node(name, columns)
            for name, columns in (
                ("share_supplier_sales_weekly", self.supplier_columns),
                ("share_franchisee_sales_weekly", STORE_COLUMNS),
            )
        }
        (folder / "manifest.json").write_text(json.dumps({"nodes": nodes}), encoding="utf-8")
        return self

    def node(self, name, columns):
        described = {
            column: {
                "name": column,
                "data_type": kind,
                "description": f"The {column}.",
                "config": {"meta": {"privacy": self.classes.get(column, "none"), "description_fr": f"Le {column}."}},
            }
            for column, kind in columns
        }
        return {"name": name, "alias": f"{name}_v1", "version": 1, "contract": {"enforced": True}, "columns": described}

    def _seeds(self, connection):
        connection.execute(
            "create table core.share_partners (partner_code varchar, partner_name varchar, partner_kind varchar)"
        )
        connection.executemany("insert into core.share_partners values (?, ?, ?)", self.partners)
        connection.execute(
            "create table core.share_products (product_code varchar, product_version bigint, model_name varchar, "
            "status varchar, deprecated_on date, ends_on date, replaced_by varchar, name_fr varchar, name_en varchar, "
            "description_fr varchar, description_en varchar)"
        )
        for product in self.products:
            texts = ["Ventes", "Sales", "Ventes de la semaine.", "Sales of the week."]
            connection.execute(
                "insert into core.share_products values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", [*product, *texts]
            )
        connection.execute(
            "create table core.share_entitlements (entitlement_id varchar, partner_code varchar, product_code varchar, "
            "product_version bigint, scope_kind varchar, scope_value varchar, valid_from date, valid_to date, "
            "file_format varchar)"
        )
        if self.entitlements:
            connection.executemany(
                "insert into core.share_entitlements values (?, ?, ?, ?, ?, ?, ?, ?, ?)", self.entitlements
            )
        connection.execute(
            "create table core.share_rules (rule_code varchar, rule_value numeric(18, 4), description_fr varchar, "
            "description_en varchar)"
        )
        connection.execute(
            "insert into core.share_rules values ('minimum_stores', 3, 'Au moins 3 magasins.', 'At least 3 stores.')"
        )

    @staticmethod
    def _table(connection, name, columns, rows):
        connection.execute(f"create table share.{name} ({', '.join(f'{column} {kind}' for column, kind in columns)})")
        if rows:
            connection.executemany(f"insert into share.{name} values ({', '.join('?' * len(columns))})", rows)


def made_world(tmp_path):
    """The world, written, with folders of its own."""
    settings = Settings(tmp_path / "landing", tmp_path / "warehouse", tmp_path / "out")
    return World(settings).write()
