"""The tables that landing fills, defined once for both engines: from the contract, and those of the ledger."""

from collections.abc import Iterable
from dataclasses import dataclass

from lundi.landing.contract import Contract, Entity
from lundi.warehouse import load_sql


@dataclass(frozen=True)
class TableColumn:
    """A column, its type in the contract's spelling, and whether every row must have a value."""

    name: str
    sql_type: str
    is_mandatory: bool = False


@dataclass(frozen=True)
class Table:
    """A table of the raw database."""

    schema: str
    name: str
    columns: tuple[TableColumn, ...]
    key: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """Schema and name."""
        return f"{self.schema}.{self.name}"

    @property
    def column_names(self) -> tuple[str, ...]:
        """The columns in their order."""
        return tuple(column.name for column in self.columns)


@dataclass(frozen=True)
class Engine:
    """How an engine spells what the tables are made of. The names themselves are the same, and never quoted."""

    database: str
    timestamp: str
    enforces_keys: bool

    def path(self, table: Table) -> str:
        """A table with its database."""
        return f"{self.database}.{table.path}"

    def sql_type(self, column: TableColumn) -> str:
        """A column's type: a timestamp is UTC without zone on both."""
        return self.timestamp if column.sql_type == "timestamp" else column.sql_type


DUCKDB = Engine("lundi_raw", "timestamp", enforces_keys=True)
# A key that Snowflake declares it does not enforce: to write it down would promise what nobody keeps.
SNOWFLAKE = Engine("lundi_raw", "timestamp_ntz", enforces_keys=False)


def _columns(*definitions: str) -> tuple[TableColumn, ...]:
    """Columns from `name type` or, where every row has a value, `name type!`."""
    split = (definition.split(" ", 1) for definition in definitions)
    return tuple(TableColumn(name, sql_type.removesuffix("!"), sql_type.endswith("!")) for name, sql_type in split)


DELIVERIES = Table(
    "raw",
    "deliveries",
    _columns(
        "source varchar!",
        "entity varchar!",
        "delivery_id varchar!",
        "status varchar!",
        "duplicate_of varchar",
        "contract_version bigint!",
        "delivery_mode varchar!",
        "delivered_at timestamp!",
        "covers_from date",
        "covers_to date",
        "content_hash varchar!",
        "file_count bigint!",
        "row_count bigint!",
        "loaded_row_count bigint!",
        "quarantined_row_count bigint!",
        "control_totals varchar",
        "unknown_columns varchar",
        "loaded_at timestamp!",
    ),
    key=("source", "entity", "delivery_id"),
)

DELIVERY_REFUSALS = Table(
    "raw",
    "delivery_refusals",
    _columns(
        "source varchar!",
        "entity varchar!",
        "delivery_id varchar!",
        "content_hash varchar",
        "reason_code varchar!",
        "message varchar!",
        "file_name varchar",
        "file_row_number bigint",
        "column_name varchar",
        "refused_at timestamp!",
        "resolved_at timestamp",
        # Later than the first version: a database made before gets them as nullable columns.
        "delivered_at timestamp",
        "mended_at timestamp",
    ),
)

DELIVERED_ROWS = Table(
    "quarantine",
    "delivered_rows",
    _columns(
        "source varchar!",
        "entity varchar!",
        "delivery_id varchar!",
        "file_name varchar!",
        "file_row_number bigint!",
        "reason_code varchar!",
        "column_name varchar",
        "delivered_row varchar!",
        "detected_at timestamp!",
        # Later than the first version: when today's contract took the row after all. It stays here as it came.
        "replayed_at timestamp",
        "delivered_at timestamp",
    ),
)

QUALITY_RESULTS = Table(
    "raw",
    "quality_results",
    _columns(
        "source varchar!",
        "entity varchar!",
        "delivery_id varchar!",
        "rule_name varchar!",
        "rule_kind varchar!",
        "column_names varchar",
        "outcome varchar!",
        "row_count bigint",
        "unexpected_row_count bigint",
        "observed_value decimal(18,2)",
        "message varchar",
        "delivered_at timestamp!",
        "checked_at timestamp!",
        "accepted_at timestamp",
        "accepted_by varchar",
        "accept_reason varchar",
    ),
)

DELIVERY_ACCEPTANCES = Table(
    "raw",
    "delivery_acceptances",
    _columns(
        "source varchar!",
        "entity varchar!",
        "delivery_id varchar!",
        "delivered_at timestamp!",
        "accepted_at timestamp!",
        "accepted_by varchar!",
        "accept_reason varchar!",
    ),
)

REDACTIONS = Table(
    "raw",
    "redactions",
    _columns(
        "source varchar!",
        "entity varchar!",
        "delivery_id varchar!",
        "file_name varchar!",
        "delivered_sha256 varchar!",
        "redacted_sha256 varchar!",
        "request_id varchar!",
        "redacted_at timestamp!",
        # What a manifest must say of either: a delivery is known by the hashes and the row counts of its files.
        "delivered_row_count bigint",
        "redacted_row_count bigint",
    ),
)

LEDGER = (DELIVERIES, DELIVERY_REFUSALS, DELIVERED_ROWS, QUALITY_RESULTS, DELIVERY_ACCEPTANCES, REDACTIONS)


def entity_table(entity: Entity) -> Table:
    """The raw table of an entity: nothing in it is mandatory but what the loading checks row by row."""
    columns = tuple(TableColumn(name, sql_type) for name, sql_type in load_sql.raw_columns(entity))
    return Table("raw", entity.table, columns)


def raw_tables(contract: Contract) -> tuple[Table, ...]:
    """Every table of a raw database of this contract."""
    return (*LEDGER, *(entity_table(entity) for entity in contract.entities))


def changes(engine: Engine, tables: Iterable[Table], there: Iterable[tuple[str, str, str]]) -> list[str]:
    """The statements that give a database the tables and columns it lacks; none where it has them all.

    `there` are the schema, table and column names that it has, in any case. The contract grows by nullable columns
    alone, so that an older database takes them as they are.
    """
    known = {(schema.lower(), table.lower(), column.lower()) for schema, table, column in there}
    known_tables = {(schema, table) for schema, table, _ in known}
    statements = []
    for table in tables:
        if (table.schema, table.name) not in known_tables:
            statements.append(_create(engine, table))
            continue
        statements += [
            f"alter table {engine.path(table)} add column if not exists {column.name} {engine.sql_type(column)}"
            for column in table.columns
            if (table.schema, table.name, column.name) not in known
        ]
    return statements


def _create(engine: Engine, table: Table) -> str:
    lines = [
        f"{column.name} {engine.sql_type(column)}{' not null' if column.is_mandatory else ''}"
        for column in table.columns
    ]
    if table.key and engine.enforces_keys:
        lines.append(f"primary key ({', '.join(table.key)})")
    return f"create table if not exists {engine.path(table)} ({', '.join(lines)})"
