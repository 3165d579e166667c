"""`lundi customers why`, `why-not` and `how`: what the edition says of records that are one customer or two."""

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from lundi.customer.records import Record, find_two_records
from lundi.customer.statements import COMPARING, composed, load_statements
from lundi.errors import LundiError
from lundi.warehouse.published import rows

Row = Mapping[str, Any]

LINKS = "select * from marts.fct_customer_links where customer_id = ?"
REFUSALS = """
select * from marts.fct_customer_refusals
where (left_source_system = $1 and left_source_customer_id = $2
    and right_source_system = $3 and right_source_customer_id = $4)
or (left_source_system = $3 and left_source_customer_id = $4
    and right_source_system = $1 and right_source_customer_id = $2)
"""
PEOPLE = "select case_code from vault.int_customer__people_decisions where left_number = ? and right_number = ?"
SHARED_KEYS = """
select distinct one.key_kind, blocks.record_count, blocks.is_set_aside
from vault.int_customer__block_keys as one
inner join vault.int_customer__block_keys as other using (block_number)
inner join vault.int_customer__blocks as blocks using (block_number)
where one.record_number = ? and other.record_number = ?
order by one.key_kind
"""
GROWTH = "select * from marts.fct_customer_growth where customer_id = ? order by step_number"
CUSTOMER = "select source_system, source_customer_id from vault.int_customer__customer_records where customer_id = ?"
MERGED_INTO = """
select customer_id from marts.fct_customer_events
where event_type = 'merged' and other_customer_id = ? order by occurred_at desc limit 1
"""
CASE_TEXT = (
    "select name_en, name_fr, reason_en, reason_fr, decision from vault.int_customer__case_texts where case_code = ?"
)
UNSEEN = (
    "select cast(null as bigint) as left_number, cast(null as bigint) as right_number, cast(null as varchar) as vector"
)


@dataclass(frozen=True)
class Why:
    """The links that lead from one record to the other."""

    left: Record
    right: Record
    path: tuple[Row, ...]


@dataclass(frozen=True)
class WhyNot:
    """Why two records are two customers.

    `refusal_kind` is one of fct_customer_refusals; `seen` is False for a pair that was never compared: what it says is
    then what the cases would say, and `shared_keys` the keys that both have and too many others, too.
    """

    left: Record
    right: Record
    refusal_kind: str
    row: Row
    seen: bool
    shared_keys: tuple[Row, ...] = ()


@dataclass(frozen=True)
class How:
    """The steps in which a customer grew; one alone has none."""

    customer_id: str
    records: tuple[Row, ...]
    steps: tuple[Row, ...]


def why(connection: duckdb.DuckDBPyConnection, left: str, right: str) -> Why:
    """The shortest way of links between two records of one customer, the strongest of several.

    Raises LundiError where a record is unknown, or they are two customers.
    """
    one, other = find_two_records(connection, left, right)
    if one.customer_id != other.customer_id:
        raise LundiError(
            f"{left} and {right} are two customers, {one.customer_id} and {other.customer_id}",
            f"ask `lundi customers why-not {left} {right}`",
        )
    path = shortest_path(rows(connection, LINKS, [one.customer_id]), one.record_id, other.record_id)
    return Why(one, other, tuple(path))


def shortest_path(links: Sequence[Row], start: str, end: str) -> list[Row]:
    """The fewest links from one record to another; of as many, those that are strongest together."""
    ways: dict[str, list[tuple[str, Row]]] = {}
    for link in links:
        sides = _side(link, "left"), _side(link, "right")
        for here, there in (sides, sides[::-1]):
            ways.setdefault(here, []).append((there, link))
    waiting = [_Step((0, 0, start, []))]
    done: set[str] = set()
    while waiting:
        length, weakness, here, path = heapq.heappop(waiting)
        if here == end:
            return path
        if here in done:
            continue
        done.add(here)
        for there, link in ways.get(here, []):
            if there not in done:
                step = (length + 1, weakness - link["strength"], there, [*path, link])
                heapq.heappush(waiting, _Step(step))
    return []


class _Step(tuple):
    """A way to a record: compared by its length, its weakness and the record, never by the links themselves."""

    def __lt__(self, other: tuple) -> bool:
        return self[:3] < other[:3]


def why_not(connection: duckdb.DuckDBPyConnection, left: str, right: str) -> WhyNot:
    """Why two records are two customers. Raises LundiError where a record is unknown, or they are one customer."""
    one, other = find_two_records(connection, left, right)
    if one.customer_id == other.customer_id:
        raise LundiError(
            f"{left} and {right} are one customer, {one.customer_id}", f"ask `lundi customers why {left} {right}`"
        )
    found = rows(
        connection,
        REFUSALS,
        [one.source_system, one.source_customer_id, other.source_system, other.source_customer_id],
    )
    if found:
        return WhyNot(one, other, found[0]["refusal_kind"], found[0], seen=True)
    numbers = sorted((one.record_number, other.record_number))
    decided = rows(connection, PEOPLE, numbers)
    if decided:
        texts = rows(connection, CASE_TEXT, [decided[0]["case_code"]])[0]
        return WhyNot(one, other, "person", {**decided[0], **texts}, seen=True)
    shared = tuple(rows(connection, SHARED_KEYS, numbers))
    kind = "set_aside" if shared else "no_shared_key"
    return WhyNot(one, other, kind, compared_now(connection, *numbers), seen=False, shared_keys=shared)


def compared_now(connection: duckdb.DuckDBPyConnection, left_number: int, right_number: int) -> Row:
    """What the cases say of two records that were never compared, by the statements that made the edition."""
    given = {
        "int_customer__candidate_pairs": f"select {left_number} as left_number, {right_number} as right_number, "
        "cast(0 as bigint) as fingerprint",
        "int_customer__unseen_pairs": f"{UNSEEN} where false",
    }
    models = [model for model in COMPARING if "entity" not in model]
    query = f"{composed(load_statements(connection), models, given)}\nselect * from int_customer__explained_vectors"
    row = rows(connection, query)[0]
    texts = rows(connection, CASE_TEXT, [row["case_code"]]) if row["case_code"] else []
    return {**row, **(texts[0] if texts else {})}


def how(connection: duckdb.DuckDBPyConnection, customer_id: str) -> How:
    """How a customer grew. Raises LundiError where nobody has that id, with whom it was merged into where known."""
    records = rows(connection, f"{CUSTOMER} order by source_system, source_customer_id", [customer_id])
    if not records:
        merged = _merged_into(connection, customer_id)
        raise LundiError(
            f"no customer has the id {customer_id}" + (f": it was merged into {merged}" if merged else ""),
            f"ask `lundi customers how {merged}`" if merged else "see marts.dim_customers for the ids that there are",
        )
    return How(customer_id, tuple(records), tuple(rows(connection, GROWTH, [customer_id])))


def _merged_into(connection: duckdb.DuckDBPyConnection, customer_id: str) -> str | None:
    try:
        found = connection.execute(MERGED_INTO, [customer_id]).fetchall()
    except duckdb.CatalogException:  # an edition of the matching alone
        return None
    return found[0][0] if found else None


def _side(link: Row, side: str) -> str:
    return f"{link[f'{side}_source_system']}-{link[f'{side}_source_customer_id']}"
