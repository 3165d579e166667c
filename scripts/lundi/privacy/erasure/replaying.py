"""`lundi privacy replay-erasures`: who was erased and is there again is found by the keyed hashes alone.

After a restored backup, and after a source that sent somebody again: staging leaves them out, raw and the archive hold
them until this has run.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

from lundi.clock import wall_clock
from lundi.errors import LundiError
from lundi.landing.contract import load_contract
from lundi.privacy.coverage import LANDED
from lundi.privacy.erasure import work
from lundi.privacy.erasure.carrying_out import Erased, Run, carry_out, silent
from lundi.privacy.erasure.landing import known_redactions
from lundi.privacy.erasure.planning import Requested, plan_records
from lundi.privacy.erasure.rebuilding import Rebuild, rebuild_edition
from lundi.privacy.erasure.suppression import HASHED, no_suppressions
from lundi.privacy.pepper import load_pepper
from lundi.privacy.places import open_places
from lundi.privacy.register import SOURCE_CUSTOMER, Register, load_register
from lundi.settings import Settings
from lundi.warehouse.ledger import naive
from lundi.warehouse.load_sql import literal, quoted
from lundi.warehouse.raw import open_raw
from lundi.warehouse.state import ensure_state, open_state

# A record's name in the registry: application and number.
REGISTERED = """
select split_part(record_id, '-', 1) as source_system, substr(record_id, strpos(record_id, '-') + 1) as value
from lundi_state.vault.customer_registry where record_id not like 'erased-%'
"""
BUILT = "select source_system, source_customer_id from vault.int_customer__customer_records"
BACK = """
create or replace temp table back as
with
there as (select distinct source_system, number from ({everywhere}) as everywhere (source_system, number)),
hashed as (select source_system, number, {hashed} as keyed_hash
    from (select *, source_system || '|' || number as value from there))
select hashed.source_system, hashed.number, min(suppressions.request_id) as request_id
from hashed
inner join lundi_state.privacy.suppressions as suppressions
    on suppressions.key_kind = 'source_customer' and hashed.keyed_hash = suppressions.keyed_hash
group by hashed.source_system, hashed.number
"""
CARDS = """
with
there as (
    select loyalty_card_number as value, min(business_date) as first_date
    from lundi_raw.raw.pos_tickets
    where loyalty_card_number is not null
    group by loyalty_card_number
),
hashed as (select value, first_date, {hashed} as keyed_hash from there)
select hashed.value, max(suppressions.erased_at) as erased_at, min(suppressions.request_id) as request_id
from hashed
inner join lundi_state.privacy.suppressions as suppressions
    on suppressions.key_kind = 'card' and hashed.keyed_hash = suppressions.keyed_hash
-- The number may have been issued to somebody else since.
where hashed.first_date <= cast(suppressions.erased_at as date)
group by hashed.value
"""
# A customer goes with the last of its records: one that somebody else's record joined since is theirs.
CUSTOMERS = """
select records.customer_id, min(back.request_id)
from vault.int_customer__customer_records as records
left join back on records.source_system = back.source_system and records.source_customer_id = back.number
group by records.customer_id
having count(*) = count(back.number)
"""


def replay_erasures(
    settings: Settings,
    *,
    newer_state: Path | None = None,
    now: datetime | None = None,
    rebuild: Rebuild = rebuild_edition,
    say: Callable[[str], None] = silent,
    advance: Callable[[int, int, str], None] = silent,
) -> Erased:
    """Erases again whoever is on the list and is there; the caller holds the warehouse.

    newer_state: a state database from which the list is taken over first. Raises LundiError where an erasure did not
    end, or that file is none.
    """
    run = Run(settings, now or datetime.now(UTC), rebuild, say, advance)
    pending = work.planned_requests(settings)
    if pending:
        raise LundiError(
            f"an erasure of {len(pending)} requests did not end",
            f"run `lundi privacy erase {' '.join(pending[:5])} --yes` first",
        )
    ensure_state(settings.state_database)
    if newer_state is not None:
        _take_over(settings, newer_state)
    pepper = load_pepper(settings)
    _remember_redactions(settings, run.now)
    with run.step("plan"), open_places(settings) as connection:
        register = load_register()
        requested, records, cards = _find_back(connection, register, pepper)
        if not requested:
            return run.result
        run.result.plan = plan_records(connection, register, requested, records, cards)
        no_suppressions(connection)
        work.save(connection, settings)
    run.result.request_ids = tuple(sorted({one.request_id for one in requested}))
    return carry_out(run, pepper)


def _find_back(
    connection: duckdb.DuckDBPyConnection, register: Register, pepper: str
) -> tuple[list[Requested], list[tuple[str, str]], list]:
    everywhere = " union all ".join([*_accounts(register), REGISTERED, BUILT])
    connection.execute(BACK.format(everywhere=everywhere, hashed=HASHED), {"pepper": pepper})
    found_cards = connection.execute(CARDS.format(hashed=HASHED), {"pepper": pepper}).fetchall()
    back = connection.execute("select source_system, number, request_id from back order by all").fetchall()
    requested = {(request_id, "") for *_, request_id in back} | {(request_id, "") for *_, request_id in found_cards}
    requested |= {(request_id, customer) for customer, request_id in connection.execute(CUSTOMERS).fetchall()}
    until = [
        (card, wall_clock(erased_at.replace(tzinfo=UTC)).date() + timedelta(days=1))
        for card, erased_at, _ in found_cards
    ]
    return [Requested(*one) for one in sorted(requested)], [(system, number) for system, number, _ in back], until


def _accounts(register: Register) -> Iterable[str]:
    """Selects of every account that raw names."""
    for entity in load_contract().entities:
        entry = register.entry(f"{LANDED}.raw.{entity.table}")
        names = [column.name for column in entity.columns]
        key = register.key_of(entry, names) if entry else None
        if entry is None or key is None:
            continue
        columns = [*key.columns] if key.kind == SOURCE_CUSTOMER else []
        columns += [column for column, kind in entry.masked if kind == SOURCE_CUSTOMER]
        columns += [name for name in names if name.endswith("source_customer_id")]
        for column in dict.fromkeys(columns):
            system = (
                quoted(column.replace("source_customer_id", "source_system"))
                if column.endswith("source_customer_id")
                else literal(entry.source_system or entity.source)
            )
            yield f"select {system}, {quoted(column)} from {entry.path} where {quoted(column)} is not null"


def _take_over(settings: Settings, newer_state: Path) -> None:
    """Adds what another state knows of erasures: the restored one is older than they are."""
    if not newer_state.is_file():
        raise LundiError(f"{newer_state} is not there", "give the state database that was in use before the restore")
    with open_state(settings.state_database) as connection:
        try:
            connection.execute(f"attach {literal(str(newer_state))} as newer (read_only)")
            for table in ("suppressions", "erasures"):
                connection.execute(
                    f"insert into lundi_state.privacy.{table} by name select * from newer.privacy.{table} as newer "
                    f"where newer.request_id not in (select request_id from lundi_state.privacy.{table})"
                )
        except duckdb.Error as error:
            raise LundiError(
                f"{newer_state.name} holds no list of erasures: {str(error).splitlines()[0]}",
                "give the state database that was in use before the restore",
            ) from error


def _remember_redactions(settings: Settings, now: datetime) -> None:
    """What manifests tell of their redacted files and raw does not know: it was restored from before."""
    found = list(known_redactions(settings.landing)) if settings.landing.is_dir() else []
    with open_raw(settings.raw_database, load_contract()) as connection:
        rows = list(_unknown(connection, found))
        if rows:
            connection.executemany(
                f"insert into {LANDED}.raw.redactions (source, entity, delivery_id, file_name, delivered_sha256, "
                "delivered_row_count, redacted_sha256, redacted_row_count, request_id, redacted_at) "
                "values (?, ?, ?, ?, ?, ?, ?, ?, 'replay', ?)",
                [[*row, naive(now)] for row in rows],
            )


def _unknown(connection: duckdb.DuckDBPyConnection, found: Iterable) -> Iterable[tuple]:
    known = set(
        connection.execute(
            f"select source, entity, delivery_id, file_name, redacted_sha256 from {LANDED}.raw.redactions"
        ).fetchall()
    )
    for place, name, *hashes in found:
        if (*place, name, hashes[2]) not in known:
            yield (*place, name, *hashes)
