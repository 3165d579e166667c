"""The records and customers that somebody names on the command line."""

import re
from dataclasses import dataclass

import duckdb

from lundi.errors import LundiError
from lundi.warehouse.published import rows

NAMED = re.compile(r"(?P<source_system>[a-z_]+)[-:](?P<source_customer_id>.+)")


@dataclass(frozen=True)
class Record:
    """A record of a customer in an application, and the golden customer whom it belongs to."""

    record_number: int
    record_id: str
    source_system: str
    source_customer_id: str
    customer_id: str


def find_record(connection: duckdb.DuckDBPyConnection, text: str) -> Record:
    """The record that a text such as loyalty-M1 or loyalty:M1 names. Raises LundiError where there is none."""
    named = NAMED.fullmatch(text.strip())
    if not named:
        raise LundiError(
            f"{text!r} names no record", "name it by its application and its id there, as loyalty-M1 or loyalty:M1"
        )
    found = rows(
        connection,
        "select record_number, record_id, source_system, source_customer_id, customer_id "
        "from vault.int_customer__customer_records where source_system = ? and source_customer_id = ?",
        [named["source_system"], named["source_customer_id"]],
    )
    if not found:
        raise LundiError(
            f"the published edition has no record {named['source_customer_id']} of {named['source_system']}",
            "see marts.brg_customer_sources for the records that it has",
        )
    return Record(**found[0])


def find_two_records(connection: duckdb.DuckDBPyConnection, left: str, right: str) -> tuple[Record, Record]:
    """Two records. Raises LundiError where one is unknown or both are one."""
    records = find_record(connection, left), find_record(connection, right)
    if records[0] == records[1]:
        raise LundiError(f"{left} and {right} are one record", "name two records")
    return records
