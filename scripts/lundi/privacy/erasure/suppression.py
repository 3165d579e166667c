"""The list of who was erased, as keyed hashes alone, and the register of the erasures themselves (state, `privacy`).

The list is written before anything is taken away: from then on a build leaves the people out, whatever happens to the
run.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import duckdb

from lundi.warehouse.ledger import naive
from lundi.warehouse.transactions import transaction

BEGUN, DONE = "begun", "done"
HASHED = "sha256($pepper || value || $pepper)"

# A contact is one person's only with the first name beside: a household shares it. A card that somebody else has
# today is not theirs any more.
FIND = """
create or replace temp table suppressions as
with
owners as (
    select requested.request_id, records.source_system, records.source_customer_id, records.record_id
    from requested
    inner join vault.int_customer__customer_records as records on requested.customer_id = records.customer_id
),
keys as (
    select request_id, 'source_customer' as key_kind, source_system || '|' || source_customer_id as value from owners
    union
    select owners.request_id, 'contact', unnest([identities.email, identities.phone, identities.landline])
        || '|' || identities.first_name
    from owners
    inner join vault.int_customer__identities as identities on owners.record_id = identities.record_id
    union
    select owners.request_id, 'card', periods.loyalty_card_number
    from owners
    inner join vault.int_customer__card_periods as periods on owners.record_id = periods.record_id
    where lower(periods.loyalty_card_number) in (select value from identifiers where kind = 'card')
)
select distinct request_id, key_kind, {hashed} as keyed_hash from keys where value is not null
"""
EMPTY = "create or replace temp table suppressions (request_id varchar, key_kind varchar, keyed_hash varchar)"
NOT_THERE = """
insert into lundi_state.privacy.suppressions (request_id, erased_at, key_kind, keyed_hash)
select new.request_id, $erased_at, new.key_kind, new.keyed_hash
from suppressions as new
left join lundi_state.privacy.suppressions as known
    on new.request_id = known.request_id and new.key_kind = known.key_kind and new.keyed_hash = known.keyed_hash
where known.request_id is null
"""


@dataclass(frozen=True)
class Known:
    """An erasure that the state knows."""

    request_id: str
    status: str
    erased_at: datetime
    finished_at: datetime | None


def find_suppressions(connection: duckdb.DuckDBPyConnection, pepper: str) -> None:
    """Fills `suppressions` for the requests of a plan, on a connection to the places of a warehouse."""
    connection.execute(FIND.format(hashed=HASHED), {"pepper": pepper})


def no_suppressions(connection: duckdb.DuckDBPyConnection) -> None:
    """As `find_suppressions` where the list has them already."""
    connection.execute(EMPTY)


def begin(connection: duckdb.DuckDBPyConnection, now: datetime) -> datetime:
    """Writes the erasures of a plan down as begun, and the list of whom they are about; gives the moment of the first
    time that this was done."""
    with transaction(connection):
        connection.execute(
            "insert into lundi_state.privacy.erasures (request_id, erased_at, status) "
            "select distinct request_id, cast(? as timestamp), ? from requested "
            "where request_id not in (select request_id from lundi_state.privacy.erasures)",
            [naive(now), BEGUN],
        )
        erased_at = connection.execute(
            "select min(erased_at) from lundi_state.privacy.erasures "
            "where request_id in (select request_id from requested)"
        ).fetchall()[0][0]
        connection.execute(NOT_THERE, {"erased_at": erased_at})
    return erased_at


def finish(
    connection: duckdb.DuckDBPyConnection, proofs: Mapping[str, Mapping[str, Any]], index_hash: str, now: datetime
) -> None:
    """Writes the erasures down as done, each with its proof."""
    rows = proof_rows(proofs)
    connection.execute(
        "create or replace temp table proofs as select unnest(cast(? as varchar[])) as request_id, "
        "unnest(cast(? as bigint[])) as customer_count, unnest(cast(? as bigint[])) as record_count, "
        "unnest(cast(? as varchar[])) as proof",
        [list(column) for column in zip(*rows, strict=True)],
    )
    connection.execute(
        "update lundi_state.privacy.erasures as erasures set status = $status, finished_at = $finished_at, "
        "index_hash = $index_hash, customer_count = proofs.customer_count, record_count = proofs.record_count, "
        "proof = proofs.proof from proofs where erasures.request_id = proofs.request_id",
        {"status": DONE, "finished_at": naive(now), "index_hash": index_hash},
    )


def proof_rows(proofs: Mapping[str, Mapping[str, Any]]) -> list[tuple[str, int, int, str]]:
    """What the register of erasures keeps of each proof."""
    return [
        (request_id, proof["customer_count"], proof["record_count"], json.dumps(proof, ensure_ascii=False))
        for request_id, proof in proofs.items()
    ]


def known_erasures(connection: duckdb.DuckDBPyConnection, request_ids: Sequence[str]) -> list[Known]:
    """What the state says of these requests; nothing where it is older than erasures."""
    try:
        found = connection.execute(
            "select request_id, status, erased_at, finished_at from lundi_state.privacy.erasures "
            "where list_contains($1, request_id) order by request_id",
            [list(request_ids)],
        ).fetchall()
    except duckdb.CatalogException:
        return []
    return [Known(*row) for row in found]


def done(known: Iterable[Known]) -> set[str]:
    """The requests whose erasure was proven."""
    return {one.request_id for one in known if one.status == DONE}
