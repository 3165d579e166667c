"""From arrays to tables."""

import duckdb
import numpy as np
import pandas as pd


def create_table(
    connection: duckdb.DuckDBPyConnection, table: str, columns: dict[str, np.ndarray], select: str = "*"
) -> None:
    """A table of these arrays; `select` may give their columns another form."""
    connection.register("arrays_of_the_table", frame_of(columns))
    connection.execute(f"create or replace table {table} as select {select} from arrays_of_the_table")
    connection.unregister("arrays_of_the_table")


def frame_of(columns: dict[str, np.ndarray]) -> pd.DataFrame:
    """The arrays side by side, whole numbers in 32 bits: a product of two stays in the database's fast decimals.

    Raises OverflowError where a number does not fit.
    """
    return pd.DataFrame({name: _narrow(values) for name, values in columns.items()}, copy=False)


def _narrow(values: np.ndarray) -> np.ndarray:
    if values.dtype != np.int64:
        return values
    if len(values) and max(abs(int(values.min())), abs(int(values.max()))) > np.iinfo(np.int32).max:
        raise OverflowError("a whole number of the demo needs more than 32 bits")
    return values.astype(np.int32)


def create_table_of_rows(
    connection: duckdb.DuckDBPyConnection, table: str, names: list[str], rows: list[tuple], select: str = "*"
) -> None:
    """A table of a few rows."""
    columns = {name: np.array([row[place] for row in rows], dtype=object) for place, name in enumerate(names)}
    create_table(connection, table, columns, select)
