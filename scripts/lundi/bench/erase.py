"""`lundi bench erase`: what it takes to erase a thousand people of a million records, rewriting and building included.

Made records are delivered with cards, tickets, consents and requests, matched and published; then `lundi privacy erase`
runs on all requests at once. The floor is a plain copy of the same files, made in the same run.
"""

import json
import multiprocessing
import platform
import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

from lundi import __version__
from lundi.bench import customer_cases as cases
from lundi.bench.customers import chosen_records
from lundi.customer.demo_records import make_demo
from lundi.customer.matching import AFTER_DELIVERY
from lundi.customer.registry import append_to_duckdb
from lundi.errors import LundiError
from lundi.ingest import ingest
from lundi.landing.writer import Delivery, write_delivery
from lundi.privacy.erasure.carrying_out import erase
from lundi.privacy.erasure.rebuilding import forgotten_rows
from lundi.privacy.register import load_register
from lundi.settings import Settings
from lundi.warehouse.dbt import build_models, clear_build_database, parse
from lundi.warehouse.history import carry_history
from lundi.warehouse.published import publish, read_edition
from lundi.warehouse.state import ensure_state

DEFAULT_RECORDS = "1000000"
DEFAULT_PEOPLE = 1000
# What an erasure reads, beside all that a person is given.
MODELS = (
    "int_customer__requests", "int_customer__card_periods", "int_customer__registry_changes", "int_customer__events",
    "int_customer__block_keys", "int_customer__lookup_candidates",
)  # fmt: skip

STORE = "select 'S1' as store_id, 'Lyon' as store_name, date '2010-01-04' as opened_on"
PRODUCT = "select '0001' as product_id, 'Café' as product_name, 0.055 as vat_rate, 'each' as unit, false as is_fuel"
# A ticket for each card, a week before the delivery.
TICKETS = """
select
    'T' || row_number() over (order by loyalty_card_number) as ticket_id, 'S1' as store_id,
    date '{day}' as business_date, loyalty_card_number, 'sale' as status, 10.00 as total_eur_incl_tax
from (select distinct loyalty_card_number from cards where loyalty_card_number is not null)
"""
LINES = """
select ticket_id, 1 as line_number, '0001' as product_id, 'sale' as line_type, 1 as quantity,
    10.00 as unit_price_eur_incl_tax, 0.00 as discount_eur_incl_tax, 10.00 as amount_eur_incl_tax, 0.055 as vat_rate
from ({tickets})
"""
CONSENTS = """
select
    'CE-' || source_system || '-' || source_customer_id as consent_event_id, source_system, source_customer_id,
    'marketing' as purpose, 'email' as channel, 'granted' as status, timestamp '{moment}' as occurred_at,
    'explicit' as capture_mode, 'formulaire' as collection_context, 'PR-' || source_customer_id as proof_reference
from records
"""
REQUESTS = """
select
    'RQ' || lpad(cast(row_number() over (order by md5(true_id || '{seed}')) as varchar), 7, '0') as request_id,
    'erasure' as request_type, timestamp '{moment}' as received_at, timestamp '{moment}' as identity_checked_at,
    source_system, source_customer_id
from (
    select true_id, source_system, source_customer_id from records
    qualify row_number() over (partition by true_id order by source_system, source_customer_id) = 1
)
order by md5(true_id || '{seed}')
limit {count}
"""


@dataclass(frozen=True)
class Options:
    """What the command line says."""

    records: str = DEFAULT_RECORDS
    people: int = DEFAULT_PEOPLE
    seed: int = 46


@dataclass(frozen=True)
class EraseResult:
    """What the erasure took, step by step, and a plain copy of the same files beside it."""

    seed: int
    record_count: int
    request_count: int
    erased_record_count: int
    identifier_count: int
    redacted_file_count: int
    byte_count: int
    copy_seconds: float  # the floor
    total_seconds: float
    step_seconds: Mapping[str, float]
    left_places: tuple[str, ...]  # objects and files with their column, never a value

    @property
    def ratio(self) -> float:
        """The erasure against the copy."""
        return self.total_seconds / self.copy_seconds


def bench_erase(options: Options, folder: Path, *, say: Callable[[str], None] = lambda sentence: None) -> EraseResult:
    """Makes, publishes and erases everything below `folder`, which holds nothing else.

    Raises LundiError where the demo has no such size, a delivery is refused or a model does not build.
    """
    settings = Settings(folder / "landing", folder / "warehouse", folder / "out")
    record_count, as_of = _deliver(options, folder, settings)
    ensure_state(settings.state_database)
    report = ingest(settings.landing, settings.raw_database, as_of=as_of)
    if not report.is_complete:
        raise LundiError(f"what was made is not taken whole: {report.sentences[0]}", "report this as a fault of Lundi")
    say(f"{record_count:,} records: building")
    parse(settings, variables={}, as_of=as_of)
    build_models(settings, models(), variables={}, as_of=as_of)
    append_to_duckdb(settings.state_database, settings.build_database)
    publish(settings, as_of, "bench")
    byte_count, copy_seconds = _copy(settings, folder / "copy")
    say(f"{byte_count / 1e6:,.0f} MB copied in {copy_seconds:.1f} s; erasing {options.people:,} people")
    with duckdb.connect(str(settings.published_database), read_only=True) as connection:
        asked = connection.execute("select request_id from vault.int_customer__requests order by all").fetchall()
    requests = [request_id for (request_id,) in asked]
    started = time.perf_counter()
    erased = erase(settings, requests, rebuild=rebuild, say=say)
    total = time.perf_counter() - started
    return EraseResult(
        options.seed,
        record_count,
        len(requests),
        erased.plan.record_count if erased.plan else 0,
        erased.plan.identifier_count if erased.plan else 0,
        len(erased.redactions),
        byte_count,
        copy_seconds,
        total,
        erased.seconds,
        (*erased.verified.left, *erased.verified.unread) if erased.verified else (),
    )


def models() -> tuple[str, ...]:
    """The models of an edition of people, their tickets and choices."""
    given = [entry.name for entry in load_register().entries if entry.topic and entry.database == "lundi"]
    return tuple(dict.fromkeys((*given, *MODELS)))


def rebuild(settings: Settings, advance: Callable[[int, int, str], None] = lambda *_: None) -> None:
    """As `rebuild_edition`, with these models alone and without tests."""
    stands = read_edition(settings.published_database)
    assert stands.as_of
    clear_build_database(settings)
    carry_history(settings, lambda connection: forgotten_rows(connection, settings))
    build_models(settings, models(), variables={}, as_of=stands.as_of, is_onto_last=True, on_progress=advance)
    append_to_duckdb(settings.state_database, settings.build_database)
    publish(settings, stands.as_of, stands.run_id)


def _deliver(options: Options, folder: Path, settings: Settings) -> tuple[int, datetime]:
    with duckdb.connect(str(folder / "records.duckdb")) as connection:
        connection.execute("set TimeZone = 'UTC'")
        delivered_at = make_demo(connection, *chosen_records(options.records))
        cases.draw_everyone(connection, options.seed)
        cases.deliver_everyone(connection, settings.landing, delivered_at)
        connection.execute("create or replace table records as from everyone")
        before = delivered_at - timedelta(days=7)
        tickets = TICKETS.format(day=f"{before:%Y-%m-%d}")
        moment = f"{before:%Y-%m-%d %H:%M:%S}"
        full = {"mode": "full", "covers_from": before.date() - timedelta(days=365)}
        for source, entity, select, more in (
            ("reference", "stores", STORE, full),
            ("reference", "products", PRODUCT, full),
            ("pos", "tickets", tickets, {"mode": "append"}),
            ("pos", "ticket_lines", LINES.format(tickets=tickets), {"mode": "append"}),
            ("privacy", "consents", CONSENTS.format(moment=moment), {"mode": "append"}),
            ("privacy", "requests", REQUESTS.format(moment=moment, seed=options.seed, count=options.people),
             {"mode": "append"}),
        ):  # fmt: skip
            delivery = Delivery(
                source, entity, delivered_at=delivered_at, select=_whole(source, entity, select), **more
            )
            write_delivery(connection, settings.landing, delivery)
        count = connection.execute("select count(*) from everyone").fetchall()[0][0]
    (folder / "records.duckdb").unlink()
    return count, delivered_at.astimezone(UTC) + AFTER_DELIVERY


def _whole(source: str, entity: str, select: str) -> str:
    """A select with all columns of the contract, empty where nothing is said."""
    from lundi.landing.contract import load_contract

    known = load_contract().entity(source, entity)
    assert known is not None
    empty = ", ".join(f"cast(null as {column.sql_type}) as {column.name}" for column in known.columns)
    return f"select * from (select {empty}) where false union all by name select * from ({select})"


def _copy(settings: Settings, folder: Path) -> tuple[int, float]:
    """Copies once what the erasure rewrites or reads: bytes and seconds."""
    started = time.perf_counter()
    shutil.copytree(settings.landing, folder / "landing")
    for path in (settings.raw_database, settings.state_database, settings.published_database):
        shutil.copyfile(path, folder / path.name)
    seconds = time.perf_counter() - started
    byte_count = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    shutil.rmtree(folder)
    return byte_count, seconds


def as_document(result: EraseResult) -> str:
    """The result as JSON, the machine beside it."""
    document = {
        "benchmark": "erase",
        "lundi_version": __version__,
        **asdict(result),
        "ratio": result.ratio,
        "machine": {
            "system": platform.platform(),
            "cpu_count": multiprocessing.cpu_count(),
            "python": platform.python_version(),
            "duckdb": duckdb.__version__,
        },
    }
    return json.dumps(document, indent=2, ensure_ascii=False)
