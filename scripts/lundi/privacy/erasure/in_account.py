"""An erasure from the Snowflake account: the steps of `carrying_out`, whose rows stand there.

What speaks of the people is brought here (`lundi.privacy.account`), into memory; the statements that erase local files
are run upon it, and what they changed is done in the account, row by row, in one transaction: so both targets erase by
the same conditions. Deliveries are redacted here, where they lie. The edition is built anew in a clone that has lost
what a build takes over, and published by the swap; then the former edition is dropped.

What Snowflake keeps of it by itself (Time Travel, fail-safe) nobody can take away sooner: the proof says until when.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

import duckdb

from lundi.activation.redacting import recipient_keys, redact_feeds
from lundi.errors import LundiError
from lundi.privacy.account import Slice, open_slice
from lundi.privacy.account_search import search_account
from lundi.privacy.coverage import LANDED, STATE
from lundi.privacy.erasure import work
from lundi.privacy.erasure.carrying_out import Erased, Run, check_pending
from lundi.privacy.erasure.conditions import TEXT
from lundi.privacy.erasure.databases import ERASED, erase_from_raw
from lundi.privacy.erasure.landing import redact_landing
from lundi.privacy.erasure.planning import Plan, Planner
from lundi.privacy.erasure.proof_files import write_proof
from lundi.privacy.erasure.proving import Carried, Verified, index_hash, left_in, proofs_of, values_to_search
from lundi.privacy.erasure.removing import remove_copies, remove_mentions
from lundi.privacy.erasure.suppression import BEGUN, DONE, find_suppressions, proof_rows
from lundi.privacy.finding import roots
from lundi.privacy.register import Entry, Register, load_register
from lundi.privacy.search import search
from lundi.settings import Settings
from lundi.snowflake import copy_sql
from lundi.snowflake.asking import LISTED, Account, asked_account, check_still_published, listed, read_edition_there
from lundi.snowflake.connection import Use
from lundi.snowflake.state import ensure_state_in_snowflake, pepper_in_snowflake
from lundi.snowflake.swap import drop_former_edition
from lundi.warehouse.ledger import naive

# The state belongs to the role that builds, raw to the one that loads: each takes out of its own.
STATE_USE = Use("erasing", "LUNDI_TRANSFORMER", "LUNDI_REPORT", "LUNDI_STATE", "VAULT", binds_apart=True)
RAW_USE = Use("erasing", "LUNDI_LOADER", "LUNDI_LOAD", "LUNDI_RAW", "RAW", service="LOADER", binds_apart=True)
# The longest that the set-up allows (04_databases.sql), and Snowflake's fail-safe, which nobody can shorten.
TIME_TRAVEL_DAYS, FAIL_SAFE_DAYS = 21, 7

ROW = ("delivery_id", "file_name", "file_row_number")
KEPT_ASIDE, LEDGER = f"{LANDED}.quarantine.delivered_rows", f"{LANDED}.raw.deliveries"
COUNTS = ("row_count", "loaded_row_count", "quarantined_row_count")
DELIVERY = ("source", "entity", "delivery_id")
# The objects of the state that change, and the key by which: anything else the register must not ask of them.
OF_STATE = {f"{STATE}.vault.customer_registry": "record", f"{STATE}.vault.request_answers": "request"}


def dry_run_in_account(settings: Settings, request_ids: Sequence[str], planner: Planner) -> Plan:
    """What an erasure from the account would do; nothing is changed there or here. The caller holds the warehouse.

    Raises LundiError or RequestRefusedError where a request cannot be carried out as it stands.
    """
    check_pending(settings, request_ids)
    ensure_state_in_snowflake()
    _check_new(_known(request_ids))
    edition = read_edition_there()
    with open_slice(settings, edition.as_of, is_whole=True) as there:
        plan = planner(there.connection, load_register(), request_ids, reach=there)
    check_still_published(edition)
    return plan


def erase_in_account(run: Run, request_ids: Sequence[str], planner: Planner) -> Erased:
    """Carries erasures out, all in one pass, and ends those that a kill interrupted; the caller holds the warehouse.

    Raises LundiError or RequestRefusedError where a request cannot be carried out as it stands; nothing is then
    changed. Where something is left at the end, the result says so and the erasures stay `begun`.
    """
    settings, result = run.settings, run.result
    check_pending(settings, request_ids)
    pepper = pepper_in_snowflake()
    known = _known(request_ids)
    result.already = tuple(sorted(request_id for request_id, (status, _) in known.items() if status == DONE))
    wanted = [request_id for request_id in dict.fromkeys(request_ids) if request_id not in result.already]
    if not wanted:
        work.forget(settings)
        return result
    result.request_ids = tuple(wanted)
    result.is_resumed = bool(work.planned_requests(settings))
    if not result.is_resumed:
        with run.step("plan"):
            _check_new({request_id: known[request_id] for request_id in wanted if request_id in known})
            edition = read_edition_there()
            with open_slice(settings, edition.as_of, is_whole=True) as there:
                result.plan = planner(there.connection, load_register(), wanted, reach=there)
                if not result.plan.requests:
                    result.request_ids = ()
                    return result
                check_still_published(edition)
                find_suppressions(there.connection, pepper)
                work.save(there.connection, settings)
    return _carry_out(run, pepper)


def _carry_out(run: Run, pepper: str) -> Erased:
    settings, register, result = run.settings, load_register(), run.result
    with run.step("suppress"), duckdb.connect() as plan:
        work.load(plan, settings)
        values = values_to_search(plan)
        owned = _column(plan, "select distinct key_value from person_keys where key_kind = 'request' order by 1")
        customers = _column(plan, "select distinct customer_id from requested where customer_id <> ''")
        keys = recipient_keys(customers, pepper)
        with asked_account(STATE_USE, "nobody is on the list") as account:
            begun_at = _begin(account, plan, run.now)
    with run.step("landing"), _planned(settings) as there, _raw() as account:
        there.ledger()
        result.redactions = tuple(
            redact_landing(
                there.connection, settings.landing, register, values, result.request_ids[0], run.now, account.execute
            )
        )
    with run.step("raw"), _planned(settings) as there, _raw() as account:
        _erase_raw(account, there, register)
    with run.step("state"), duckdb.connect() as plan, asked_account(STATE_USE, "the state is as it was") as account:
        work.load(plan, settings)
        _erase_state(account, plan, register, pepper)
    with run.step("remove"):
        result.removed = (*remove_copies(settings, owned), *remove_mentions(settings, values))
        result.removed += tuple(redact_feeds(settings, keys))
    with run.step("rebuild"):
        run.rebuild(settings, run.advance)
        # The former edition has them still.
        dropped = drop_former_edition()
        result.removed += (*remove_copies(settings, ()), *remove_mentions(settings, values))
        result.removed += (f"account/{dropped}",) if dropped else ()
    with run.step("verify"):
        result.verified = _verify(settings, register)
    if result.verified.is_clean:
        _prove(run, begun_at)
    return result


@contextmanager
def _planned(settings: Settings) -> Iterator[Slice]:
    """What the account holds now of the people of the plan, beside the plan."""
    with open_slice(settings, is_whole=True) as there:
        work.load(there.connection, settings)
        there.objects()
        there.identified()
        yield there


def _raw() -> AbstractContextManager[Account]:
    return asked_account(RAW_USE, "raw is as it was")


def _known(request_ids: Sequence[str]) -> dict[str, tuple[str, datetime]]:
    """Status and moment of the erasures that the account's state knows among these requests."""
    found: dict[str, tuple[str, datetime]] = {}
    with asked_account(STATE_USE, "nothing was changed") as account:
        for text in listed([request_id] for request_id in request_ids):
            for request_id, status, erased_at in account.execute(
                "select request_id, status, erased_at from lundi_state.privacy.erasures "
                f"where request_id in (select listed.value[0]::varchar from {LISTED})",
                [text],
            ).fetchall():
                found[request_id] = (status, erased_at)
    return found


def _check_new(known: Mapping[str, tuple[str, datetime]]) -> None:
    """Raises LundiError where an erasure was begun and its plan is gone from this machine."""
    for request_id, (status, erased_at) in known.items():
        raise LundiError(
            f"the erasure of request {request_id} was {status} on {erased_at:%Y-%m-%d}, and its plan is not here",
            "run it on the machine that began it; where that is gone, see docs/production.md",
        )


def _begin(account: Account, plan: duckdb.DuckDBPyConnection, now: datetime) -> datetime:
    requests = plan.execute("select distinct request_id from requested").fetchall()
    hashes = plan.execute("select request_id, key_kind, keyed_hash from suppressions").fetchall()
    with account.transaction():
        for text in listed(requests):
            account.execute(
                "insert into lundi_state.privacy.erasures (request_id, erased_at, status) "
                f"select listed.value[0]::varchar, cast(? as timestamp), ? from {LISTED} "
                "where listed.value[0]::varchar not in (select request_id from lundi_state.privacy.erasures)",
                [naive(now), BEGUN, text],
            )
        begun: list[datetime] = []
        for text in listed(requests):
            begun += [
                account.execute(
                    "select min(erased_at) from lundi_state.privacy.erasures "
                    f"where request_id in (select listed.value[0]::varchar from {LISTED})",
                    [text],
                ).fetchall()[0][0]
            ]
        for text in listed(hashes):
            account.execute(
                "insert into lundi_state.privacy.suppressions (request_id, erased_at, key_kind, keyed_hash) "
                "select new.request_id, cast(? as timestamp), new.key_kind, new.keyed_hash from ("
                "select listed.value[0]::varchar as request_id, listed.value[1]::varchar as key_kind, "
                f"listed.value[2]::varchar as keyed_hash from {LISTED}) as new "
                "left join lundi_state.privacy.suppressions as known on new.request_id = known.request_id "
                "and new.key_kind = known.key_kind and new.keyed_hash = known.keyed_hash "
                "where known.request_id is null",
                [min(begun), text],
            )
    return min(begun)


def _erase_raw(account: Account, there: Slice, register: Register) -> None:
    """Does in the account what the erasure of local files does to the rows that were brought, all of it or nothing."""
    there.ledger()
    connection = there.connection
    entries = [entry for entry in register.entries if entry.path in there.paths and entry.database == LANDED]
    for number, path in enumerate([LEDGER, *(entry.path for entry in entries)]):
        connection.execute(f"create or replace temp table before_{number} as from {path}")
    erase_from_raw(connection, register)
    account.execute(copy_sql.WAIT_FOR_LOCK)
    with account.transaction():
        # As a load does: neither counts what the other is about to change.
        account.execute(copy_sql.TAKE_LOCK.replace("%s", "?"), ["erasing", naive(datetime.now(UTC))])
        for number, entry in enumerate(entries, start=1):
            _erase_object(account, connection, register, entry, f"before_{number}")
        _count_out(account, connection, "before_0")


def _erase_object(
    account: Account, connection: duckdb.DuckDBPyConnection, register: Register, entry: Entry, before: str
) -> None:
    key = register.key_of(entry, ())
    if key and key.kind == TEXT:
        for column in entry.clears:
            # Which texts go is said by their words: the same text elsewhere goes as well.
            gone = connection.execute(
                f"select distinct {column} from {before} where {column} is not null "
                f"except select distinct {column} from {entry.path} where {column} is not null"
            ).fetchall()
            value = "'(effacé)'" if _is_mandatory(connection, entry.path, column) else "null"
            _change(account, f"update {entry.path} set {column} = {value}", (column,), gone)
        return
    identity = (*DELIVERY[:2], *ROW) if entry.path == KEPT_ASIDE else ROW
    names = ", ".join(identity)
    if entry.action == "delete":
        gone = connection.execute(f"select {names} from {before} except select {names} from {entry.path}").fetchall()
        _change(account, f"delete from {entry.path}", identity, gone)
        return
    for column in (*entry.clears, *entry.keyed):
        emptied = connection.execute(
            f"select {names} from {before} where {column} is not null "
            f"except select {names} from {entry.path} where {column} is not null"
        ).fetchall()
        _change(account, f"update {entry.path} set {column} = null", identity, emptied)


def _is_mandatory(connection: duckdb.DuckDBPyConnection, path: str, column: str) -> bool:
    database, schema, table = path.split(".")
    found = connection.execute(
        "select not is_nullable from duckdb_columns() "
        "where database_name = ? and schema_name = ? and table_name = ? and column_name = ?",
        [database, schema, table, column],
    ).fetchall()
    return bool(found and found[0][0])


def _change(account: Account, change: str, identity: Sequence[str], keys: Sequence[tuple]) -> None:
    """A change of the rows with these keys, which go beside the statement."""
    side = ", ".join(f"cast({column} as varchar)" for column in identity)
    values = ", ".join(f"listed.value[{place}]::varchar" for place in range(len(identity)))
    for text in listed([str(value) for value in key] for key in keys):
        account.execute(f"{change} where ({side}) in (select {values} from {LISTED})", [text])


def _count_out(account: Account, connection: duckdb.DuckDBPyConnection, before: str) -> None:
    """The ledger's counts follow, so that what came is still all accounted for."""
    differences = ", ".join(f"former.{column} - now.{column}" for column in COUNTS)
    changed = connection.execute(
        f"select {', '.join(f'former.{name}' for name in DELIVERY)}, {differences} from {before} as former "
        f"inner join {LEDGER} as now on former.source = now.source and former.entity = now.entity "
        f"and former.delivery_id = now.delivery_id where former.row_count <> now.row_count"
    ).fetchall()
    less = ", ".join(f"{column} = {column} - cast(? as bigint)" for column in COUNTS)
    for *place, rows, loaded, kept in changed:
        account.execute(
            f"update {LEDGER} set {less} where source = ? and entity = ? and delivery_id = ?",
            [rows, loaded, kept, *place],
        )


def _erase_state(account: Account, plan: duckdb.DuckDBPyConnection, register: Register, pepper: str) -> None:
    """Their customers' numbers and events stay, and lead to nobody."""
    changing = {entry.path for entry in register.entries if entry.database == STATE and (entry.clears or entry.keyed)}
    if unknown := changing - set(OF_STATE):
        raise LundiError(
            f"{sorted(unknown)[0]} cannot be erased from in the account", "report this as a fault of Lundi"
        )
    with account.transaction():
        for path, kind in OF_STATE.items():
            entry = register.entry(path)
            keys = plan.execute("select distinct key_value from person_keys where key_kind = ?", [kind]).fetchall()
            for column in entry.keyed if entry else ():
                for text in listed(keys):
                    account.execute(
                        f"update {path} set {column} = '{ERASED}' || sha2(? || {column} || ?) "
                        f"where {column} in (select listed.value[0]::varchar from {LISTED})",
                        [pepper, pepper, text],
                    )
            for column in entry.clears if entry else ():
                _change(account, f"update {path} set {column} = null", (f"{kind}_id",), keys)


def _verify(settings: Settings, register: Register) -> Verified:
    """Looks for them in every object of the account, and in every file of this machine but the plan itself."""
    with _planned(settings) as there:
        values = values_to_search(there.connection)
        left = {entry.path: left_in(there.connection, register, entry) for entry in register.entries}
        found = search_account(there.account, values)
    here = search(roots(settings), values, passed_over={work.work_file(settings)})
    places = [path for path, count in left.items() if count]
    places += [
        " ".join(part for part in (hit.file, hit.object_name, hit.column) if part) for hit in (*found.hits, *here.hits)
    ]
    return Verified(
        tuple(places),
        (*found.unread, *here.unread),
        found.file_count + here.file_count,
        found.column_count + here.column_count,
        left,
    )


def _prove(run: Run, begun_at: datetime) -> None:
    settings, register, result = run.settings, load_register(), run.result
    with run.step("prove"), duckdb.connect() as plan:
        finished_at = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
        work.load(plan, settings)
        files = [asdict(redaction) for redaction in result.redactions]
        carried = Carried(begun_at, finished_at, files, sorted(set(result.removed)), dict(result.seconds))
        assert result.verified is not None
        kept_until = finished_at + timedelta(days=TIME_TRAVEL_DAYS + FAIL_SAFE_DAYS)
        beside = {
            "target": "snowflake",
            "time_travel_days_at_most": TIME_TRAVEL_DAYS,
            "fail_safe_days": FAIL_SAFE_DAYS,
            "restorable_by_snowflake_until_at_most": f"{kept_until:%Y-%m-%d}",
        }
        proofs = {
            request_id: {**proof, **beside}
            for request_id, proof in proofs_of(plan, register, result.verified, carried).items()
        }
        for proof in proofs.values():
            result.files += tuple(write_proof(proof, settings.out))
        with asked_account(STATE_USE, "the erasures stay begun") as account, account.transaction():
            for request_id, customers, records, text in proof_rows(proofs):
                account.execute(
                    "update lundi_state.privacy.erasures set status = ?, finished_at = cast(? as timestamp), "
                    "index_hash = ?, customer_count = ?, record_count = ?, proof = ? where request_id = ?",
                    [DONE, finished_at, index_hash(), customers, records, text, request_id],
                )
        work.forget(settings)


def _column(connection: duckdb.DuckDBPyConnection, query: str) -> list[Any]:
    return [row[0] for row in connection.execute(query).fetchall()]
