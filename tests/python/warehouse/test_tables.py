"""The raw tables' definitions: one list of columns, spelled for two engines, and what an older database lacks of it."""

import duckdb
import pytest
import yaml

from lundi.landing.contract import load_contract
from lundi.settings import PROJECT_ROOT
from lundi.warehouse.tables import (
    DELIVERIES,
    DELIVERY_REFUSALS,
    DUCKDB,
    LEDGER,
    SNOWFLAKE,
    changes,
    entity_table,
    raw_tables,
)


@pytest.fixture
def contract():
    return load_contract()


def columns_of(tables):
    return [(table.schema, table.name, column) for table in tables for column in table.column_names]


def test_an_empty_database_gets_every_table_and_a_complete_one_nothing(contract):
    tables = raw_tables(contract)
    assert len(changes(SNOWFLAKE, tables, [])) == len(tables) == 6 + len(contract.entities)
    assert changes(SNOWFLAKE, tables, columns_of(tables)) == []


def test_snowflake_tells_its_names_in_upper_case(contract):
    tables = raw_tables(contract)
    there = [tuple(part.upper() for part in names) for names in columns_of(tables)]
    assert changes(SNOWFLAKE, tables, there) == []


def test_a_missing_column_is_added_and_its_table_kept(contract):
    tables = raw_tables(contract)
    there = [names for names in columns_of(tables) if names[2] not in ("mended_at", "till_id")]
    assert changes(SNOWFLAKE, tables, there) == [
        "alter table lundi_raw.raw.delivery_refusals add column if not exists mended_at timestamp_ntz",
        "alter table lundi_raw.raw.pos_tickets add column if not exists till_id varchar",
        "alter table lundi_raw.raw.pos_z_reports add column if not exists till_id varchar",
    ]


def test_times_carry_no_zone_and_money_is_exact_on_both(contract):
    tickets = entity_table(contract.entity("pos", "tickets"))
    (duck,), (snow,) = changes(DUCKDB, [tickets], []), changes(SNOWFLAKE, [tickets], [])
    assert "opened_at timestamp," in duck
    assert "opened_at timestamp_ntz," in snow
    assert "total_eur_incl_tax decimal(18,2)" in duck
    assert duck.replace("timestamp", "timestamp_ntz") == snow


def test_a_key_is_promised_only_where_it_is_kept():
    (duck,), (snow,) = changes(DUCKDB, [DELIVERIES], []), changes(SNOWFLAKE, [DELIVERIES], [])
    assert "primary key (source, entity, delivery_id)" in duck
    assert "primary key" not in snow
    assert "delivery_id varchar not null" in snow


def test_what_came_after_the_first_version_is_nullable_and_stands_last():
    assert [(column.name, column.is_mandatory) for column in DELIVERY_REFUSALS.columns[-2:]] == [
        ("delivered_at", False),
        ("mended_at", False),
    ]


def test_no_name_needs_quotes(contract):
    with duckdb.connect() as connection:
        connection.execute(
            "attach ':memory:' as lundi_raw; create schema lundi_raw.raw; create schema lundi_raw.quarantine"
        )
        for statement in changes(DUCKDB, raw_tables(contract), []):
            connection.execute(statement)
            assert '"' not in statement


def test_the_sources_name_every_column_of_the_ledger():
    """What the ladder resolves names against: a column that a source lacks is found there only after half an hour."""
    path = PROJECT_ROOT / "models/staging/ledger/_ledger__sources.yml"
    sources = yaml.safe_load(path.read_text(encoding="utf-8"))["sources"]
    said = {
        f"{source['schema']}.{table.get('identifier', table['name'])}": {column["name"] for column in table["columns"]}
        for source in sources
        for table in source["tables"]
    }
    assert said == {table.path: set(table.column_names) for table in LEDGER}
