"""`lundi privacy erase`, `retention --erase` and `replay-erasures`: the steps of an erasure, in an order in which a
kill between any two of them is ended by running it again.

What was planned is kept in a private file before anything changes, and each step does nothing where it was done.
"""

import time
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from lundi.activation.redacting import recipient_keys, redact_feeds
from lundi.errors import LundiError
from lundi.landing.contract import load_contract
from lundi.privacy.erasure import work
from lundi.privacy.erasure.databases import erase_from_raw, erase_from_state, rewrite
from lundi.privacy.erasure.landing import Redaction, redact_landing
from lundi.privacy.erasure.planning import Plan, Planner, plan_expired, plan_requests
from lundi.privacy.erasure.proof_files import write_proof
from lundi.privacy.erasure.proving import Carried, Verified, index_hash, proofs_of, values_to_search, verify
from lundi.privacy.erasure.rebuilding import Rebuild, rebuild_edition
from lundi.privacy.erasure.removing import remove_copies, remove_mentions
from lundi.privacy.erasure.suppression import begin, done, find_suppressions, finish, known_erasures
from lundi.privacy.pepper import load_pepper
from lundi.privacy.places import open_places
from lundi.privacy.register import load_register
from lundi.settings import Settings
from lundi.warehouse.dbt import DEV, PROD
from lundi.warehouse.raw import open_raw
from lundi.warehouse.state import ensure_state, open_state

SHOWN_REQUESTS = 5
RETENTION = "retention-"  # before the day of an erasure that nobody asked for


@dataclass
class Erased:
    """What an erasure did."""

    request_ids: tuple[str, ...] = ()
    already: tuple[str, ...] = ()  # requests whose erasure was proven before
    is_resumed: bool = False
    plan: Plan | None = None  # None where the run before had planned it
    redactions: tuple[Redaction, ...] = ()
    removed: tuple[str, ...] = ()
    verified: Verified | None = None
    files: tuple[Path, ...] = ()  # of the proof
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def is_proven(self) -> bool:
        """Whether nothing is left; an erasure with nothing to do is."""
        return self.verified is None or self.verified.is_clean


@dataclass
class Run:
    """An erasure that is under way."""

    settings: Settings
    now: datetime
    rebuild: Rebuild
    say: Callable[[str], None]
    advance: Callable[[int, int, str], None]
    result: Erased = field(default_factory=Erased)

    @contextmanager
    def step(self, name: str):  # noqa: ANN201
        """Tells that a step begins, and times it."""
        self.say(name)
        started = time.perf_counter()
        try:
            yield
        finally:
            self.result.seconds[name] = time.perf_counter() - started


def silent(*_: object) -> None:
    """Says nothing."""


def dry_run(settings: Settings, request_ids: Sequence[str], target: str = DEV) -> Plan:
    """What an erasure from a target would do; no byte is changed. The caller holds the warehouse.

    Raises LundiError or RequestRefusedError where a request cannot be carried out as it stands.
    """
    return _dry_run(settings, request_ids, plan_requests, target)


def dry_run_expired(settings: Settings, now: datetime | None = None, target: str = DEV) -> Plan:
    """As `dry_run`, for everybody whose period of retention is over."""
    return _dry_run(settings, [_retention(settings, now or datetime.now(UTC))], plan_expired, target)


def _dry_run(settings: Settings, request_ids: Sequence[str], plan: Planner, target: str) -> Plan:
    if target == PROD:
        from lundi.privacy.erasure.in_account import dry_run_in_account

        return dry_run_in_account(settings, request_ids, plan)
    check_pending(settings, request_ids)
    with open_places(settings) as connection:
        _check_new(connection, request_ids)
        return plan(connection, load_register(), request_ids)


def erase(
    settings: Settings,
    request_ids: Sequence[str],
    *,
    now: datetime | None = None,
    rebuild: Rebuild | None = None,
    say: Callable[[str], None] = silent,
    advance: Callable[[int, int, str], None] = silent,
    target: str = DEV,
) -> Erased:
    """Carries erasures out, all in one pass, and ends those that a kill interrupted; the caller holds the warehouse.

    Raises LundiError or RequestRefusedError where a request cannot be carried out as it stands: nothing is changed
    then. Where something is left at the end, the result says so and the erasures stay `begun`.
    """
    run = Run(settings, now or datetime.now(UTC), rebuild or _rebuild_of(target), say, advance)
    return _erase(run, request_ids, plan_requests, target)


def erase_expired(
    settings: Settings,
    *,
    now: datetime | None = None,
    rebuild: Rebuild | None = None,
    say: Callable[[str], None] = silent,
    advance: Callable[[int, int, str], None] = silent,
    target: str = DEV,
) -> Erased:
    """Erases everybody whose period of retention is over by the published edition, under the name of the day.

    The result names no request where nobody's is.
    """
    run = Run(settings, now or datetime.now(UTC), rebuild or _rebuild_of(target), say, advance)
    return _erase(run, [_retention(settings, run.now)], plan_expired, target)


def _retention(settings: Settings, now: datetime) -> str:
    """The name under which the expired are erased: that of the erasure that did not end, else the day's."""
    pending = [name for name in work.planned_requests(settings) if name.startswith(RETENTION)]
    return pending[0] if pending else f"{RETENTION}{now:%Y%m%d}"


def _rebuild_of(target: str) -> Rebuild:
    if target != PROD:
        return rebuild_edition
    from lundi.privacy.erasure.rebuilding_in_account import rebuild_in_account

    return rebuild_in_account


def _erase(run: Run, request_ids: Sequence[str], plan: Planner, target: str) -> Erased:
    if target == PROD:
        from lundi.privacy.erasure.in_account import erase_in_account

        return erase_in_account(run, request_ids, plan)
    settings = run.settings
    check_pending(settings, request_ids)
    ensure_state(settings.state_database)
    with open_state(settings.state_database, read_only=True) as connection:
        run.result.already = tuple(sorted(done(known_erasures(connection, request_ids))))
    wanted = [request_id for request_id in dict.fromkeys(request_ids) if request_id not in run.result.already]
    if not wanted:
        work.forget(settings)
        return run.result
    run.result.request_ids = tuple(wanted)
    run.result.is_resumed = bool(work.planned_requests(settings))
    pepper = load_pepper(settings)
    if not run.result.is_resumed:
        with run.step("plan"):
            # Raw made by an older version lacks what is written into it below.
            with open_raw(settings.raw_database, load_contract()):
                pass
            with open_places(settings) as connection:
                _check_new(connection, wanted)
                run.result.plan = plan(connection, load_register(), wanted)
                if not run.result.plan.requests:
                    run.result.request_ids = ()
                    return run.result
                find_suppressions(connection, pepper)
                work.save(connection, settings)
    return carry_out(run, pepper)


def carry_out(run: Run, pepper: str) -> Erased:
    """The steps of the plan that was kept; a plan that was carried out in part is carried out to its end."""
    settings, register, result = run.settings, load_register(), run.result
    with run.step("suppress"), open_state(settings.state_database) as connection:
        work.load(connection, settings)
        values = values_to_search(connection)
        owned = [
            row[0]
            for row in connection.execute(
                "select distinct key_value from person_keys where key_kind = 'request' order by key_value"
            ).fetchall()
        ]
        customers = connection.execute("select distinct customer_id from requested where customer_id <> ''").fetchall()
        keys = recipient_keys((customer_id for (customer_id,) in customers), pepper)
        begun_at = begin(connection, run.now)
    with run.step("landing"), open_raw(settings.raw_database, load_contract()) as connection:
        work.load(connection, settings)
        result.redactions = tuple(
            redact_landing(connection, settings.landing, register, values, result.request_ids[0], run.now)
        )
    with run.step("raw"), open_raw(settings.raw_database, load_contract()) as connection:
        work.load(connection, settings)
        erase_from_raw(connection, register)
    with run.step("state"), open_state(settings.state_database) as connection:
        work.load(connection, settings)
        erase_from_state(connection, register, pepper)
    with run.step("rewrite"):
        for path in (settings.raw_database, settings.state_database):
            rewrite(path)
    with run.step("remove"):
        result.removed = (*remove_copies(settings, owned), *remove_mentions(settings, values))
        result.removed += tuple(redact_feeds(settings, keys))
    with run.step("rebuild"):
        run.rebuild(settings, run.advance)
        # The edition that was replaced has them still; publishing kept it.
        result.removed += tuple(remove_copies(settings, ()))
        result.removed += tuple(remove_mentions(settings, values))
    with run.step("verify"):
        result.verified = verify(settings, register)
    if result.verified.is_clean:
        _prove(run, begun_at)
    return result


def _prove(run: Run, begun_at: datetime) -> None:
    settings, register, result = run.settings, load_register(), run.result
    with run.step("prove"):
        finished_at = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
        with open_state(settings.state_database) as connection:
            work.load(connection, settings)
            files = [asdict(redaction) for redaction in result.redactions]
            carried = Carried(begun_at, finished_at, files, sorted(set(result.removed)), dict(result.seconds))
            assert result.verified is not None
            proofs = proofs_of(connection, register, result.verified, carried)
            for proof in proofs.values():
                result.files += tuple(write_proof(proof, settings.out))
            finish(connection, proofs, index_hash(), finished_at.replace(tzinfo=UTC))
        work.forget(settings)


def check_pending(settings: Settings, request_ids: Sequence[str]) -> None:
    """Raises LundiError where another erasure did not end: it goes first."""
    pending = work.planned_requests(settings)
    if pending and not set(pending) <= set(request_ids):
        shown = " ".join(pending[:SHOWN_REQUESTS]) + (" ..." if len(pending) > SHOWN_REQUESTS else "")
        raise LundiError(
            f"an erasure of {len(pending)} requests did not end", f"run `lundi privacy erase {shown} --yes` first"
        )
    if pending and set(request_ids) - set(pending):
        raise LundiError(
            "an erasure of some of these requests did not end",
            f"run `lundi privacy erase {' '.join(pending[:SHOWN_REQUESTS])} --yes` first, then the others",
        )


def _check_new(connection: duckdb.DuckDBPyConnection, request_ids: Sequence[str]) -> None:
    """Raises LundiError where an erasure was begun and its plan is gone."""
    known = known_erasures(connection, request_ids)
    if known:
        one = known[0]
        raise LundiError(
            f"the erasure of request {one.request_id} was {one.status} on {one.erased_at:%Y-%m-%d}",
            "`lundi privacy replay-erasures` takes away what came back since, or was left",
        )
