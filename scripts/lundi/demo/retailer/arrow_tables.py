"""From arrays with texts, nulls and dates to DuckDB tables, each column with its own type even where all is null."""

from collections.abc import Mapping

import duckdb
import numpy as np
import pyarrow as pa

from lundi.landing.contract import load_contract


def create_from_arrays(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    columns: Mapping[str, np.ndarray],
    *,
    select: str = "*",
    order_by: str = "",
) -> None:
    """A table of these arrays: objects are texts, `datetime64[D]` dates, other `datetime64` timestamps."""
    arrow = pa.table({name: _arrow(values) for name, values in columns.items()})
    order = f" order by {order_by}" if order_by else ""
    connection.register("arrays_of_the_people", arrow)
    connection.execute(f"create or replace table {table} as select {select} from arrays_of_the_people{order}")
    connection.unregister("arrays_of_the_people")


def contract_select(source: str, entity: str, *more: str) -> str:
    """The select list that gives an entity's columns with the contract's types, then the columns `more` as they are."""
    found = load_contract().entity(source, entity)
    if found is None:
        raise KeyError(f"{source}/{entity}")
    casts = [f"cast({column.name} as {column.sql_type}) as {column.name}" for column in found.columns]
    return ", ".join([*casts, *more])


def _arrow(values: np.ndarray) -> pa.Array:
    if values.dtype == object:
        return pa.array(values, type=pa.string())
    if values.dtype == np.dtype("datetime64[D]"):
        return pa.array(values, type=pa.date32())
    if values.dtype.kind == "M":
        return pa.array(values.astype("datetime64[us]"), type=pa.timestamp("us"))
    return pa.array(values)
