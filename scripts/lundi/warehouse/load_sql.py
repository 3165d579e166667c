"""The SQL that takes one delivered file into raw. Pure functions: text in, text out.

Every column is read as it came under an internal name (c0, c1, …: delivered names may be anything), typed by the
contract, and a row that cannot be typed carries the reason why (`violation`, "reason_code|column"): it goes to
quarantine instead of raw, as its source wrote it.
"""

import re
from dataclasses import dataclass

from lundi.landing.contract import Column, Entity

# The contract's own spellings: what a cast would understand beyond them (1e3, 2026/11/09, "epoch") is a guess.
DATE_PATTERN = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
OFFSET_PATTERN = r"(Z|[+-](0[0-9]|1[0-4])(:?[0-5][0-9])?)"
TIME_PATTERN = DATE_PATTERN + r"[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?"
TEXT_PATTERNS = {
    "date": DATE_PATTERN,
    "timestamp": f"{TIME_PATTERN}{OFFSET_PATTERN}?",
    "boolean": "(?i)(true|false|1|0)",
    "bigint": r"[+-]?[0-9]+",
    "decimal": r"[+-]?[0-9]+(\.[0-9]+)?",
}

SURE_TIMESTAMPS = ("timestamp", "timestamp with time zone")

REASONS = {"date": "not_a_date", "timestamp": "not_a_timestamp", "boolean": "not_a_boolean"}

DELIVERY_COLUMNS = (
    ("delivery_id", "varchar"),
    ("delivery_mode", "varchar"),
    ("delivered_at", "timestamp"),
    ("covers_from", "date"),
    ("file_name", "varchar"),
    ("file_row_number", "bigint"),
)


@dataclass(frozen=True)
class SourceColumn:
    """A delivered column: its name in the file, its type there and the name that the SQL gives it."""

    name: str
    sql_type: str
    alias: str


@dataclass(frozen=True)
class SourceFile:
    """A file as the database sees it: where it is and its columns, in the file's order."""

    path: str
    is_csv: bool
    columns: tuple[SourceColumn, ...]
    rows: str = ""  # a select of the rows that stands for the file, as scan gives one

    def column(self, name: str) -> SourceColumn | None:
        """The delivered column of that name, None where the file has none."""
        return next((column for column in self.columns if column.name == name), None)


def source_file(path: str, *, is_csv: bool, types: list[tuple[str, str]]) -> SourceFile:
    """A file whose columns are named c0, c1, … in the file's order."""
    columns = tuple(SourceColumn(name, sql_type, f"c{number}") for number, (name, sql_type) in enumerate(types))
    return SourceFile(path, is_csv, columns)


def raw_columns(entity: Entity) -> list[tuple[str, str]]:
    """Names and types of an entity's raw table. A timestamp has a companion that says whether it had an offset."""
    columns: list[tuple[str, str]] = []
    for column in entity.columns:
        columns.append((column.name, column.sql_type))
        if column.sql_type == "timestamp":
            columns.append((f"{column.name}_has_offset", "boolean"))
    return [*columns, *DELIVERY_COLUMNS]


def no_rows_of_parquet(path: str) -> str:
    """A select whose result has the names and types of a Parquet file's columns, and no row."""
    return f"select * from {_read_parquet(path)} limit 0"


def scan(file: SourceFile) -> str:
    """A select over the delivered rows under their internal names, with `row_place` (1 is the first data row)."""
    if file.rows:
        return file.rows
    if file.is_csv:
        types = ", ".join(f"'{column.alias}': 'varchar'" for column in file.columns)
        return (
            "select *, row_number() over () as row_place "
            f"from read_csv({literal(_without_glob(file.path))}, auto_detect = false, header = true, delim = ';', "
            "quote = '\"', escape = '\"', strict_mode = true, null_padding = false, hive_partitioning = false, "
            f"columns = {{{types}}})"
        )
    listed = ", ".join(f"{quoted(column.name)} as {column.alias}" for column in file.columns)
    return f"select {listed}, {_parquet_row_place(file)} as row_place from {_read_parquet(file.path)}"


def count_rows(file: SourceFile) -> str:
    """A select of the number of delivered rows."""
    rows = f"({scan(file)})" if file.is_csv else _read_parquet(file.path)
    return f"select count(*) from {rows}"


def typed(entity: Entity, file: SourceFile, *, in_whole_units: bool = False) -> str:
    """A select of the raw columns of the entity, the row's place, its violation and the row as it came.

    in_whole_units: a sound row whose unit (what one correction replaces) holds a bad one is bad too.
    """
    expressions, violation = _typing(entity, file)
    named = [f"{expression} as {quoted(name)}" for name, expression in expressions]
    delivered = ", ".join(f"{literal(column.name)}, {column.alias}" for column in file.columns)
    rows = (
        f"with incoming as ({scan(file)})\nselect\n    " + ",\n    ".join(named) + ",\n    row_place,\n"
        f"    {violation} as own_violation,\n    json_object({delivered}) as delivered_row\nfrom incoming"
    )
    unit = ", ".join(quoted(name) for name in entity.replaces)
    whole = (
        f"case when max(own_violation) over (partition by {unit}) is not null then 'unit_has_a_bad_row|' end"
        if in_whole_units
        else "null"
    )
    return f"select *, coalesce(own_violation, {whole}) as violation from ({rows})"


def insert_sound_rows(entity: Entity, file: SourceFile, *, in_whole_units: bool = False) -> str:
    """Sound rows into the raw table. Parameters: delivery_id, mode, delivered_at, covers_from, file name."""
    names = ", ".join(quoted(name) for name, _ in raw_columns(entity))
    if in_whole_units:
        own = ", ".join(quoted(name) for name, _ in raw_columns(entity)[: -len(DELIVERY_COLUMNS)])
        rows, condition = f"({typed(entity, file, in_whole_units=True)})", "violation is null"
    else:
        # Flat, without the row as it came: most deliveries are small, and their time goes into planning this.
        expressions, violation = _typing(entity, file)
        own = ", ".join(expression for _, expression in expressions)
        rows, condition = f"({scan(file)})", f"{violation} is null"
    return (
        f"insert into raw.{quoted(entity.table)} ({names})\nselect {own}, ?, ?, ?, ?, ?, row_place\n"
        f"from {rows}\nwhere {condition}"
    )


def insert_quarantined_rows(entity: Entity, file: SourceFile, *, in_whole_units: bool = False) -> str:
    """Rows that cannot be typed into quarantine. Parameters: source, entity, delivery_id, file name, detected_at,
    delivered_at."""
    return (
        "insert into quarantine.delivered_rows (source, entity, delivery_id, file_name, file_row_number, reason_code,\n"
        "    column_name, delivered_row, detected_at, delivered_at)\n"
        "select ?, ?, ?, ?, row_place, split_part(violation, '|', 1), nullif(split_part(violation, '|', 2), ''),\n"
        "    cast(delivered_row as varchar), ?, ?\n"
        f"from ({typed(entity, file, in_whole_units=in_whole_units)})\nwhere violation is not null"
    )


def kept_file(names: list[str], condition: str) -> SourceFile:
    """The rows of a delivered file that are kept aside, as the file that brought them: all text, in their old places.

    names: the columns that the file had; condition: which rows of the quarantine they are.
    """
    columns = source_file("", is_csv=True, types=[(name, "varchar") for name in names]).columns
    listed = ", ".join(
        f"json_extract_string(delivered_row, {literal(_json_pointer(column.name))}) as {column.alias}"
        for column in columns
    )
    rows = f"select {listed}, file_row_number as row_place from quarantine.delivered_rows where {condition}"
    return SourceFile("", True, columns, rows)


def literal(text: str) -> str:
    """A SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


def quoted(name: str) -> str:
    """A quoted identifier."""
    return '"' + name.replace('"', '""') + '"'


def is_instant(source_type: str) -> bool:
    """Whether a Parquet timestamp carries its zone."""
    return source_type.startswith(("timestamp with time zone", "timestamptz"))


def _read_parquet(path: str) -> str:
    # A folder named a=b is no partition column: the rows are what the file says.
    return f"read_parquet({literal(_without_glob(path))}, hive_partitioning = false)"


def _json_pointer(name: str) -> str:
    return "/" + name.replace("~", "~0").replace("/", "~1")


def _without_glob(path: str) -> str:
    return re.sub(r"([*?\[])", r"[\1]", path)


def _parquet_row_place(file: SourceFile) -> str:
    # The reader's own row number needs no pass in order, but a delivered column of that name would hide it.
    if any(column.name.lower() == "file_row_number" for column in file.columns):
        return "row_number() over ()"
    return "file_row_number + 1"


def _typing(entity: Entity, file: SourceFile) -> tuple[list[tuple[str, str]], str]:
    """Names and expressions of the raw columns, and the expression of a row's violation (null: the row is sound)."""
    expressions: list[tuple[str, str]] = []
    violations: list[str] = []
    for column in entity.columns:
        source = file.column(column.name)
        expressions += _expressions(column, source)
        violations += _violations(column, source, is_key=column.name in entity.key)
    return expressions, f"case {' '.join(violations)} end" if violations else "cast(null as varchar)"


def _expressions(column: Column, source: SourceColumn | None) -> list[tuple[str, str]]:
    value = (column.name, _value(column, source))
    if column.sql_type != "timestamp":
        return [value]
    companion = f"{column.name}_has_offset"
    if source is None:
        return [value, (companion, "cast(null as boolean)")]
    return [value, (companion, f"case when {source.alias} is not null then {_has_offset(source)} end")]


def _value(column: Column, source: SourceColumn | None) -> str:
    if source is None:
        return f"cast(null as {column.sql_type})"
    if column.sql_type == "timestamp":
        return _timestamp(source)
    if source.sql_type == column.sql_type:
        return source.alias
    if column.sql_type == "varchar":
        return f"cast({source.alias} as varchar)"
    cast = f"try_cast({source.alias} as {column.sql_type})"
    return _guarded(source, column.sql_type, cast) if source.sql_type == "varchar" else cast


def _timestamp(source: SourceColumn) -> str:
    # The two usual types need no cast that could fail, hence no check: planning those is what a small delivery costs.
    if source.sql_type == "timestamp":
        return source.alias
    if source.sql_type == "timestamp with time zone":
        return f"{source.alias} at time zone 'UTC'"
    if source.sql_type != "varchar":
        as_timestamp = f"cast({source.alias} as timestamp)"
        return (
            f"cast({source.alias} as timestamptz) at time zone 'UTC'" if is_instant(source.sql_type) else as_timestamp
        )
    cast = (
        f"case when {_has_offset(source)} then try_cast({source.alias} as timestamptz) at time zone 'UTC' "
        f"else try_cast({source.alias} as timestamp) end"
    )
    return _guarded(source, "timestamp", cast)


def _has_offset(source: SourceColumn) -> str:
    if source.sql_type != "varchar":
        return str(is_instant(source.sql_type)).lower()
    return f"regexp_full_match({source.alias}, {literal(TIME_PATTERN + OFFSET_PATTERN)})"


def _guarded(source: SourceColumn, sql_type: str, cast: str) -> str:
    pattern = TEXT_PATTERNS[sql_type.split("(")[0]]
    return f"case when regexp_full_match({source.alias}, {literal(pattern)}) then {cast} end"


def _violations(column: Column, source: SourceColumn | None, *, is_key: bool) -> list[str]:
    if source is None:
        return []
    found = []
    if not column.is_nullable:
        found.append((f"{source.alias} is null", "key_null" if is_key else "value_missing"))
    value = _value(column, source)
    is_certain = column.sql_type == "timestamp" and source.sql_type in SURE_TIMESTAMPS
    if value != source.alias and column.sql_type != "varchar" and not is_certain:
        found.append((f"{source.alias} is not null and {value} is null", REASONS.get(column.sql_type, "not_a_number")))
    if column.sql_type.startswith("decimal") and value != source.alias:
        exact = f"try_cast({source.alias} as decimal(38, 12))" if source.sql_type == "varchar" else source.alias
        found.append((f"{value} <> {exact}", "too_many_decimals"))
    if column.values:
        listed = ", ".join(literal(allowed) for allowed in column.values)
        found.append((f"{source.alias} not in ({listed})", "value_unknown"))
    return [f"when {condition} then {literal(f'{reason}|{column.name}')}" for condition, reason in found]
