"""Every product of the seeds with the columns of its contract, and a row of every partner in each."""

import csv
import json
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import duckdb
import yaml

from lundi.settings import PROJECT_ROOT, Settings
from lundi.share.gate import SCOPE_COLUMNS
from lundi.warehouse.state import ensure_state

SEEDS = ("share_partners", "share_products", "share_entitlements", "share_rules", "share_regions")
WEEK = "2026-W46"
# A second partner of each kind, so that each product has another partner's rows beside one's own.
MORE_PARTNERS = (
    ("autre_fournisseur", "Autre Fournisseur SA", "supplier"),
    ("autre_franchise", "Autre Franchise", "franchisee"),
    ("autre_partenaire", "Autre Partenaire", "sales_partner"),
    ("autre_agence", "Autre Agence", "agency"),
)
MORE_ENTITLEMENTS = (
    ("X1", "autre_fournisseur", "supplier_sales", "1", "brand", "Lune"),
    ("X2", "autre_franchise", "franchisee_sales", "1", "store", "S004"),
    ("X3", "autre_partenaire", "partner_settlements", "1", "sales_partner", "autre_partenaire"),
    ("X4", "autre_agence", "shopper_profiles", "1", "zone", "ouest"),
)


def seed(name):
    with (PROJECT_ROOT / "seeds" / "share" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@dataclass(frozen=True)
class Table:
    """A product version as its model's YAML has it."""

    name: str  # product_v1
    product: str
    version: int
    model: str
    columns: tuple[tuple[str, str], ...]

    @property
    def relation(self):
        return f"{self.model}_v{self.version}"

    @property
    def told(self):
        """What partners read: all but their own code."""
        return [name for name, _ in self.columns if name != "partner_code"]


def tables():
    """All product versions of the seed."""
    found = []
    for row in seed("share_products"):
        path = PROJECT_ROOT / "models" / "shares" / f"{row['model_name']}.yml"
        model = yaml.safe_load(path.read_text(encoding="utf-8"))["models"][0]
        columns = tuple((column["name"], column["data_type"]) for column in model["columns"])
        version = int(row["product_version"])
        found.append(
            Table(f"{row['product_code']}_v{version}", row["product_code"], version, row["model_name"], columns)
        )
    return found


def partners():
    """The partners of the seed and more, each with a row number, which every figure of its rows has."""
    rows = [(row["partner_code"], row["partner_name"], row["partner_kind"]) for row in seed("share_partners")]
    return [*rows, *MORE_PARTNERS]


def entitlements():
    """The entitlements of the seed and more; all in both formats, so that each product is read in each way."""
    names = ("entitlement_id", "partner_code", "product_code", "product_version", "scope_kind", "scope_value")
    rows = [tuple(row[name] for name in names) for row in seed("share_entitlements")]
    return [*rows, *MORE_ENTITLEMENTS]


def granted():
    """The tables of each partner."""
    found = {code: set() for code, _, _ in partners()}
    for _, partner, product, version, _, _ in entitlements():
        found[partner].add(f"{product}_v{version}")
    return found


def mark(partner):
    """The number that all figures of a partner's rows have."""
    return 1000 + [code for code, _, _ in partners()].index(partner)


def row_of(table, partner):
    """A row of a partner: its figures are its mark, its codes lie in its scope."""
    scope = {
        kind: value
        for _, code, product, _, kind, value in entitlements()
        if (code, product) == (partner, table.product)
    }
    fixed = {
        "partner_code": partner,
        "release_code": "published",
        "category_release_code": None,
        "category_sales_eur_incl_tax": None,
        "iso_week": WEEK,
        "zone_code": "(all)",
    }
    in_scope = {name: scope[kind] for kind, names in SCOPE_COLUMNS.items() for name in names if scope.get(kind)}
    by_type = {"varchar": None, "boolean": True, "date": date(2026, 11, 9)}
    row = []
    for name, kind in table.columns:
        value = by_type.get(kind, Decimal(mark(partner)))
        row.append((fixed | in_scope).get(name, f"{partner} {name}" if kind == "varchar" else value))
    return tuple(row)


def write_world(folder):
    """An edition with all of it, as `lundi share publish --no-build` reads it; its settings."""
    settings = Settings(folder / "landing", folder / "warehouse", folder / "out")
    settings.published_database.parent.mkdir(parents=True)
    ensure_state(settings.state_database)
    with duckdb.connect(str(settings.published_database)) as connection:
        for schema in ("core", "share", "audit"):
            connection.execute(f"create schema {schema}")
        connection.execute(
            "create table audit.edition as select ? as as_of, 'run-1' as run_id", [datetime(2026, 11, 16, 5)]
        )
        fill(connection, "core", "share")
    nodes = {
        f"model.lundi.{table.model}.v{table.version}": {
            "name": table.model,
            "alias": table.relation,
            "version": table.version,
            "contract": {"enforced": True},
            "columns": {
                name: {"name": name, "data_type": kind, "config": {"meta": {"privacy": "none"}}}
                for name, kind in table.columns
            },
        }
        for table in tables()
    }
    target = settings.build_database.parent / "target"
    target.mkdir(parents=True)
    (target / "manifest.json").write_text(json.dumps({"nodes": nodes}), encoding="utf-8")
    return settings


def fill(connection, seeds, shares, locators=None):
    """Seeds and tables into the schemas of those names; `locators`: the account of each partner that has one."""
    connection.execute(
        f"create table {seeds}.share_partners "
        "(partner_code varchar, partner_name varchar, partner_kind varchar, snowflake_account_locator varchar)"
    )
    insert(connection, f"{seeds}.share_partners", [[*each, (locators or {}).get(each[0])] for each in partners()])
    for name in ("share_products", "share_rules"):
        rows = seed(name)
        kinds = {
            "product_version": "bigint",
            "deprecated_on": "date",
            "ends_on": "date",
            "rule_value": "numeric(18, 4)",
        }
        columns = ", ".join(f"{column} {kinds.get(column, 'varchar')}" for column in rows[0])
        connection.execute(f"create table {seeds}.{name} ({columns})")
        insert(connection, f"{seeds}.{name}", [[value or None for value in row.values()] for row in rows])
    connection.execute(
        f"create table {seeds}.share_entitlements (entitlement_id varchar, partner_code varchar, product_code varchar, "
        "product_version bigint, scope_kind varchar, scope_value varchar, valid_from date, valid_to date, "
        "file_format varchar)"
    )
    rows = [[*(value or None for value in row), "2026-01-01", None, "both"] for row in entitlements()]
    insert(connection, f"{seeds}.share_entitlements", rows)
    for table in tables():
        columns = ", ".join(f"{name} {kind}" for name, kind in table.columns)
        connection.execute(f"create table {shares}.{table.relation} ({columns})")
        rows = [row_of(table, code) for code, _, _ in partners()]
        insert(connection, f"{shares}.{table.relation}", rows)


def insert(connection, table, rows):
    """Rows into a table, in one statement."""
    connection.execute(f"insert into {table} values {', '.join(f'({quoted(row)})' for row in rows)}")


def quoted(values):
    """Values as SQL of both engines: made data, in tests alone."""
    return ", ".join("null" if value is None else "'" + str(value).replace("'", "''") + "'" for value in values)


def strangers(rows, partner):
    """Values of other partners' rows: none, where a partner sees its own alone."""
    others = {code for code, _, _ in partners()} - {partner}
    marks = {mark(code) for code in others}
    return [
        value
        for row in rows
        for value in row
        if (isinstance(value, str) and any(value.startswith(f"{code} ") for code in others))
        or (not isinstance(value, (str, bool, date)) and value is not None and int(value) in marks)
    ]
