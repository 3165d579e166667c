"""The SQL that takes one delivered file into raw. Pure functions: text in, text out.

Every column is read as it came (`source_type`), typed by the contract, and a row that cannot be typed carries the
reason why (`violation`, "reason_code|column"): it goes to quarantine instead of raw, as its source wrote it.
"""

from dataclasses import dataclass

from lundi.landing.contract import Column, Entity

# A text time with an offset (Z, +01:00, +0100) is an instant; without one it is the store's wall clock.
OFFSET_PATTERN = r"(Z|[+-][0-9]{2}(:?[0-9]{2})?)$"
TIME_PATTERN = r"[0-9]{2}:[0-9]{2}"

REASON_BY_TYPE = {
    "date": "not_a_date",
    "timestamp": "not_a_timestamp",
    "boolean": "not_a_boolean",
}

DELIVERY_COLUMNS = (
    ("delivery_id", "varchar"),
    ("delivery_mode", "varchar"),
    ("delivered_at", "timestamp"),
    ("covers_from", "date"),
    ("file_name", "varchar"),
    ("file_row_number", "bigint"),
)


@dataclass(frozen=True)
class SourceFile:
    """A file as the database sees it: where it is and which columns of which type it has."""

    path: str
    is_csv: bool
    column_types: dict[str, str]


def raw_columns(entity: Entity) -> list[tuple[str, str]]:
    """Names and types of an entity's raw table. A timestamp has a companion that says whether it had an offset."""
    columns: list[tuple[str, str]] = []
    for column in entity.columns:
        columns.append((column.name, column.sql_type))
        if column.sql_type == "timestamp":
            columns.append((f"{column.name}_has_offset", "boolean"))
    return [*columns, *DELIVERY_COLUMNS]


def scan(file: SourceFile) -> str:
    """A select over the delivered rows with `file_row_number` (1 is the first data row)."""
    if not file.is_csv:
        return (
            "select * exclude (file_row_number), file_row_number + 1 as file_row_number "
            f"from read_parquet({literal(file.path)}, file_row_number = true)"
        )
    types = ", ".join(f"{literal(name)}: 'varchar'" for name in file.column_types)
    return (
        "select *, row_number() over () as file_row_number "
        f"from read_csv({literal(file.path)}, auto_detect = false, header = true, delim = ';', quote = '\"', "
        f"escape = '\"', strict_mode = true, null_padding = false, columns = {{{types}}})"
    )


def typed(entity: Entity, file: SourceFile) -> str:
    """A select of the raw columns of the entity, the row number and the violation (null where the row is sound)."""
    expressions: list[str] = []
    violations: list[str] = []
    for column in entity.columns:
        source_type = file.column_types.get(column.name)
        expressions += _expressions(column, source_type)
        violations += _violations(column, source_type, is_key=column.name in entity.key)
    violation = f"case {' '.join(violations)} end" if violations else "cast(null as varchar)"
    listed = ",\n    ".join(expressions)
    return (
        f"with incoming as ({scan(file)})\n"
        f"select\n    {listed},\n    file_row_number,\n    {violation} as violation,\n"
        "    incoming as delivered_row\nfrom incoming"
    )


def insert_sound_rows(entity: Entity, file: SourceFile) -> str:
    """Sound rows into the raw table. Parameters: delivery_id, mode, delivered_at, covers_from, file name."""
    names = ", ".join(quoted(name) for name, _ in raw_columns(entity))
    own = ", ".join(quoted(name) for name, _ in raw_columns(entity)[: -len(DELIVERY_COLUMNS)])
    return (
        f"insert into raw.{quoted(entity.table)} ({names})\n"
        f"select {own}, ?, ?, ?, ?, ?, file_row_number\nfrom ({typed(entity, file)})\nwhere violation is null"
    )


def insert_quarantined_rows(entity: Entity, file: SourceFile) -> str:
    """Rows that cannot be typed into quarantine. Parameters: source, entity, delivery_id, file name, detected_at."""
    return (
        "insert into quarantine.rows\n"
        "select ?, ?, ?, ?, file_row_number, split_part(violation, '|', 1), split_part(violation, '|', 2),\n"
        f"    cast(to_json(delivered_row) as varchar), ?\nfrom ({typed(entity, file)})\nwhere violation is not null"
    )


def literal(text: str) -> str:
    """A SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


def quoted(name: str) -> str:
    """A quoted identifier."""
    return '"' + name.replace('"', '""') + '"'


def _expressions(column: Column, source_type: str | None) -> list[str]:
    name = quoted(column.name)
    if column.sql_type != "timestamp":
        return [f"{_cast(column, source_type)} as {name}"]
    companion = quoted(f"{column.name}_has_offset")
    if source_type is None:
        return [f"cast(null as timestamp) as {name}", f"cast(null as boolean) as {companion}"]
    if source_type == "varchar":
        has_offset = f"regexp_matches({name}, {literal(TIME_PATTERN + '.*' + OFFSET_PATTERN)})"
        return [
            f"{_text_timestamp(name, has_offset)} as {name}",
            f"case when {name} is not null then {has_offset} end as {companion}",
        ]
    is_instant = source_type == "timestamp with time zone"
    value = f"{name} at time zone 'UTC'" if is_instant else f"cast({name} as timestamp)"
    return [
        f"{value} as {name}",
        f"case when {name} is not null then {str(is_instant).lower()} end as {companion}",
    ]


def _cast(column: Column, source_type: str | None) -> str:
    if source_type is None:
        return f"cast(null as {column.sql_type})"
    name = quoted(column.name)
    if column.sql_type == "varchar":
        return name if source_type == "varchar" else f"cast({name} as varchar)"
    return name if source_type == column.sql_type else f"try_cast({name} as {column.sql_type})"


def _text_timestamp(name: str, has_offset: str) -> str:
    return (
        f"case when {has_offset} then try_cast({name} as timestamptz) at time zone 'UTC' "
        f"else try_cast({name} as timestamp) end"
    )


def _violations(column: Column, source_type: str | None, *, is_key: bool) -> list[str]:
    if source_type is None:
        return []
    name = quoted(column.name)
    found = []
    if not column.is_nullable:
        found.append((f"{name} is null", "key_null" if is_key else "value_missing"))
    if column.sql_type == "timestamp" and source_type == "varchar":
        typed_value = _text_timestamp(name, f"regexp_matches({name}, {literal(TIME_PATTERN + '.*' + OFFSET_PATTERN)})")
        found.append((f"{name} is not null and {typed_value} is null", "not_a_timestamp"))
    elif column.sql_type != "varchar" and source_type != column.sql_type:
        reason = REASON_BY_TYPE.get(column.sql_type, "not_a_number")
        found.append((f"{name} is not null and {_cast(column, source_type)} is null", reason))
        if column.sql_type.startswith("decimal") and source_type == "varchar":
            exact = f"try_cast({name} as decimal(38,12))"
            found.append((f"{_cast(column, source_type)} <> {exact}", "too_many_decimals"))
    if column.values:
        listed = ", ".join(literal(value) for value in column.values)
        found.append((f"{name} not in ({listed})", "value_unknown"))
    return [f"when {condition} then {literal(f'{reason}|{column.name}')}" for condition, reason in found]
