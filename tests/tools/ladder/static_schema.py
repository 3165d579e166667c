"""What tables there are and which columns they have, as far as the manifest and the code that fills raw tell."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from sqlglot import exp, parse
from sqlglot.schema import MappingSchema

from lundi.landing.contract import load_contract
from lundi.warehouse.state import STATE_TABLES
from lundi.warehouse.tables import raw_tables

# Columns by name with their types in the spelling of their definition; None where nothing says the type.
Columns = dict[str, str | None]

ACCOUNT_USAGE = Path(__file__).with_name("snowflake_account_usage.yml")
BUILT = ("model", "seed", "snapshot")


def known_tables(manifest: dict[str, Any]) -> dict[str, Columns]:
    """Every relation that the project builds or reads, lower case with its database, and its columns.

    A source whose columns nothing tells is there with none: `without_columns` names it.
    """
    built = {
        node["relation_name"].lower(): node_columns(node)
        for node in manifest["nodes"].values()
        if node["resource_type"] in BUILT and node.get("relation_name")
    }
    filled = {**_landing_tables(), **_state_tables(), **_account_usage()}
    sources = {
        source["relation_name"].lower(): _declared(source) or filled.get(_schema_and_table(source), {})
        for source in manifest["sources"].values()
    }
    return {**sources, **built}


def node_columns(node: dict[str, Any]) -> Columns:
    """The columns that a node's yml describes; a seed's types may stand in its config instead."""
    types = node["config"].get("column_types") or {}
    return {name.lower(): data_type or types.get(name) for name, data_type in _declared(node).items()}


def without_columns(tables: dict[str, Columns]) -> list[str]:
    """The relations about whose columns nothing is known."""
    return sorted(name for name, columns in tables.items() if not columns)


def schema_of(tables: dict[str, Columns]) -> MappingSchema:
    """The tables as sqlglot looks them up; those without columns are left out."""
    nested: dict[str, dict[str, dict[str, dict[str, exp.DataType]]]] = {}
    for name, columns in tables.items():
        if not columns:
            continue
        database, schema, table = name.split(".")
        typed = {column: data_type_of(data_type) for column, data_type in columns.items()}
        nested.setdefault(database, {}).setdefault(schema, {})[table] = typed
    return MappingSchema(nested, dialect="snowflake")


@cache
def data_type_of(data_type: str | None) -> exp.DataType:
    """A type from its spelling, without length and decimals; of unknown sort where there is none."""
    if data_type is None:
        return exp.DataType(this=exp.DType.UNKNOWN)
    # With their decimals sqlglot would take an exact number and a double for an exact one.
    return exp.DataType(this=exp.DataType.build(data_type, dialect="snowflake").this)


def _declared(node: dict[str, Any]) -> Columns:
    return {name.lower(): column.get("data_type") for name, column in node["columns"].items()}


def _schema_and_table(source: dict[str, Any]) -> str:
    return ".".join(source["relation_name"].lower().split(".")[1:])


def _landing_tables() -> dict[str, Columns]:
    return {
        table.path: {column.name.lower(): column.sql_type for column in table.columns}
        for table in raw_tables(load_contract())
    }


def _state_tables() -> dict[str, Columns]:
    statements = (statement for text in STATE_TABLES for statement in parse(text, read="snowflake"))
    definitions = (statement.this for statement in statements if statement and isinstance(statement.this, exp.Schema))
    return {
        f"{definition.this.db}.{definition.this.name}".lower(): {
            column.name.lower(): column.kind.sql() for column in definition.expressions
        }
        for definition in definitions
    }


def _account_usage() -> dict[str, Columns]:
    views = yaml.safe_load(ACCOUNT_USAGE.read_text(encoding="utf-8"))
    return {f"account_usage.{view}": columns for view, columns in views.items()}
