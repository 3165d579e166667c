"""Where any of some values still stands in the account: every column of every table, asked there.

As `lundi.privacy.search` reads files: a value counts where it is the whole of a column, or a word within a text. Values
go beside the statements; counts come back. What the role may not read is told, never passed over.
"""

import re
from collections.abc import Callable, Mapping, Sequence

from lundi.privacy.search import DATABASE, UNLIKELY_TYPES, Found, Hit, Values
from lundi.snowflake.asking import LISTED, Account, listed
from lundi.snowflake.connection import SnowflakeError, said
from lundi.snowflake.edition import TEXTS
from lundi.snowflake.swap import databases
from lundi.warehouse.load_sql import quoted

COLUMNS = """
select columns.table_schema, columns.table_name, columns.column_name, columns.data_type, columns.numeric_scale
from {database}.information_schema.columns as columns
inner join {database}.information_schema.tables as tables
    on columns.table_schema = tables.table_schema and columns.table_name = tables.table_name
where tables.table_type <> 'VIEW' and columns.table_schema <> 'INFORMATION_SCHEMA'
order by columns.table_schema, columns.table_name, columns.ordinal_position
"""
THERE = "select count(*) from lundi_state.information_schema.databases where database_name = ?"
# A table may have a column `value`, as the list has: what is searched is called otherwise.
WHOLE = "lower(trim(cast(searched as varchar))) in (select listed.value[0]::varchar from {listed})"
WITHIN = "regexp_like(lower(searched), ?, 's')"


def search_account(account: Account, values: Values, say: Callable[[str], None] = lambda name: None) -> Found:
    """Every place of the account that holds one of the values, a database named as a file is.

    The former edition is one of the databases, where there is one.
    """
    names = databases()
    hits: list[Hit] = []
    unread: list[str] = []
    tables = column_count = 0
    for database in (names.published, names.build, "LUNDI_RAW", "LUNDI_STATE"):
        if not (account.execute(THERE, [database]).fetchone() or (0,))[0]:
            continue
        try:
            described = _described(account, database)
        except SnowflakeError as error:
            unread.append(f"account/{database}: {said(error)}")
            continue
        for (schema, table), columns in described.items():
            place = f"account/{database} {schema.lower()}.{table.lower()}"
            say(place)
            tables += 1
            try:
                found = _search_table(account, f"{database}.{schema}.{table}", columns, values)
            except SnowflakeError as error:
                unread.append(f"{place}: {type(error).__name__}")
                continue
            hits += [
                Hit(f"account/{database}", f"{schema}.{table}".lower(), column.lower(), DATABASE, count)
                for column, count in found.items()
            ]
            column_count += len(columns)
    return Found(tuple(sorted(hits)), tables, column_count, tuple(unread))


def _described(account: Account, database: str) -> Mapping[tuple[str, str], Sequence[tuple[str, bool]]]:
    """The columns of each table that a value can stand in, and whether each is a text."""
    found: dict[tuple[str, str], list[tuple[str, bool]]] = {}
    for schema, table, column, data_type, scale in account.execute(COLUMNS.format(database=database)).fetchall():
        likely = not data_type.lower().startswith(UNLIKELY_TYPES) and not scale
        columns = found.setdefault((schema, table), [])
        if likely:
            columns.append((column, data_type.upper() in TEXTS))
    return found


def _search_table(
    account: Account, path: str, columns: Sequence[tuple[str, bool]], values: Values
) -> Mapping[str, int]:
    """For each column that holds any of them, how many rows do."""
    if not columns or not values.whole:
        return {}
    lists = [*listed([value] for value in sorted(values.whole))]
    asked: list[str] = []
    given: list[str] = []
    for place, (column, is_text) in enumerate(columns):
        conditions = [WHOLE.format(listed=LISTED)] * len(lists)
        given += lists
        if is_text and values.within:
            conditions.append(WITHIN)
            given.append(within_text(values))
        asked.append(
            f"select {place} as place, count(*) as row_count "
            f"from (select {quoted(column)} as searched from {path}) where {' or '.join(conditions)}"
        )
    found = account.execute(" union all ".join(asked), given).fetchall()
    return {columns[place][0]: count for place, count in found if count}


def within_text(values: Values) -> str:
    """The pattern of a whole text that has one of them as a word."""
    words = "|".join(re.escape(value) for value in sorted(values.within, key=lambda value: (-len(value), value)))
    return rf"(.*\W)?({words})(\W.*)?"
