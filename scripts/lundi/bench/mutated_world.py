"""Mutated deliveries side by side in one landing zone, each of a store of its own, and what became of each.

The oracle knows what was meant. A mutated delivery is refused with its reason; or each of its rows is loaded or kept
aside, and the sales of its store are right, or something says that they may not be. Wrong in silence is a finding, and
so is an exception that nobody foresaw.
"""

import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import duckdb

from lundi.bench.mutations import MUTATIONS, Folder, Mutated, Rows, Sound, as_folder, mutate
from lundi.ingest import IngestReport
from lundi.settings import Settings
from lundi.warehouse.dbt import target_folder
from lundi.warehouse.load_sql import literal
from lundi.warehouse.raw import Outcome

MONDAY = datetime(2026, 11, 16, 7, 0, tzinfo=UTC)
DAY, DELIVERED_AT = "2026-11-10", "2026-11-16T05:00:00Z"
FIRST = "20260105T050000Z-001"
# What is read of a build, and the dbt tests that say what no mart says.
MODELS = (
    "fct_store_sales_daily", "fct_channel_sales_weekly", "fct_store_day_checks", "fct_store_days",
    "fct_set_aside_tickets", "fct_deliveries", "fct_tickets", "fct_edition_collection_weekly",
    "int_sales__placed_orders",
)  # fmt: skip
# The column of each that names a transaction.
WARNINGS = {
    "assert_every_ticket_line_belongs_to_a_ticket": "ticket_id",
    "assert_no_ticket_is_sent_again_with_other_content": "ticket_id",
    "assert_amounts_follow_quantity_price_and_discount": "ticket_id",
    "assert_every_order_rung_at_a_till_was_delivered": "ticket_id",
    "assert_every_fulfilled_order_says_when": "order_id",
    "assert_no_price_is_far_from_the_usual_one": "transaction_id",
    "assert_no_ticket_is_timed_in_an_hour_that_never_was": "ticket_id",
}
CHANNELS = {"pos": "store", "drive": "drive", "ecommerce": "home_delivery", "loyalty": ""}
TARGETS = ("pos/tickets", "pos/ticket_lines", "pos/z_reports", "drive/orders", "drive/order_lines",
           "ecommerce/orders", "ecommerce/order_lines", "loyalty/members")  # fmt: skip
REFUSED, HARMLESS, SAID, BLIND, FINDING = "refused", "harmless", "said", "blind", "finding"


@dataclass(frozen=True)
class Case:
    """A store, what it delivers, and which of it is mutated how."""

    store_id: str
    sounds: tuple[Sound, ...]
    target: Sound
    mutated: Mutated
    truth: Mapping[str, Decimal]  # sales by day

    @property
    def title(self) -> str:
        """Store, mutation and what it struck."""
        target = self.target
        return f"{self.store_id}: {self.mutated.name}, {target.source}/{target.entity} as {target.file_format}"

    @property
    def paths(self) -> tuple[str, ...]:
        """The deliveries that the mutation made."""
        return tuple(folder.path for folder in self.mutated.folders)


@dataclass(frozen=True)
class Verdict:
    """What became of a case."""

    store_id: str
    mutation: str
    struck: str  # entity and format
    outcome: str  # refused | harmless | said | blind | finding
    because: tuple[str, ...]


@dataclass(frozen=True)
class Evidence:
    """What the run says and shows, of all stores."""

    outcomes: Mapping[str, tuple[Outcome, ...]]  # by path
    ledger: Mapping[str, tuple[int, int, int]]  # by path: announced, loaded and quarantined rows
    found: Mapping[str, tuple[int, int]]  # by path: rows in raw and in quarantine
    sales: Mapping[str, Mapping[str, Decimal]]  # by store and day
    said: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # by store: what the marts say is not right
    flags: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # by path: what gate A says


def draw_cases(drawn: Iterable[tuple[str | None, int]]) -> tuple[Case, ...]:
    """A case for each mutation (None: any) and seed."""
    return tuple(_case(number, name, seed) for number, (name, seed) in enumerate(drawn, start=1))


def stores_of(cases: Sequence[Case]) -> list[dict[str, str]]:
    """Their stores, as the referential has them."""
    return [
        {
            "store_id": case.store_id, "store_name": f"Magasin {case.store_id}", "format": "supermarket",
            "channels": CHANNELS[case.target.source], "region_code": "84", "region_name": "Auvergne-Rhône-Alpes",
            "closed_weekdays": "", "opened_on": "2010-01-04", "closed_on": "",
        }
        for case in cases
    ]  # fmt: skip


def write_sound(landing: Path, sound: Sound) -> None:
    """One delivery as it should come."""
    _write(landing, as_folder(sound))


def write_before(landing: Path, cases: Sequence[Case]) -> None:
    """What was taken before somebody rewrote it where it lay."""
    for case in cases:
        if case.mutated.comes_first:
            _write(landing, as_folder(case.target))


def write_cases(landing: Path, cases: Sequence[Case]) -> None:
    """All deliveries, one of each store mutated."""
    for case in cases:
        for folder in (*(as_folder(s) for s in case.sounds if s is not case.target), *case.mutated.folders):
            _write(landing, folder)


def gather(settings: Settings, cases: Sequence[Case], reports: Sequence[IngestReport]) -> Evidence:
    """Reads what the ingests told, raw and the build."""
    outcomes: dict[str, tuple[Outcome, ...]] = {}
    for report in reports:
        for outcome in report.outcomes:
            outcomes[outcome.path] = (*outcomes.get(outcome.path, ()), outcome)
    with duckdb.connect() as connection:
        connection.execute(f"attach {literal(str(settings.build_database))} as lundi (read_only)")
        connection.execute(f"attach {literal(str(settings.raw_database))} as lundi_raw (read_only); use lundi")
        return Evidence(
            outcomes, _ledger(connection), _found(connection), _sales(connection),
            _said(connection, settings), _flags(connection),
        )  # fmt: skip


def judge(case: Case, evidence: Evidence) -> Verdict:
    """Refused, harmless, said, or a finding."""
    outcomes = [outcome for path in case.paths for outcome in evidence.outcomes.get(path, ())]
    faults = [*_unclear(outcomes), *_unbalanced(case, evidence)]
    if not outcomes:
        faults.append("nothing became of it")
    refusals = [f"refused [{o.refusal.rule}]" for o in outcomes if o.refusal]
    sales = {day: total for day, total in evidence.sales.get(case.store_id, {}).items() if total}
    is_right = case.target.entity == "members" or sales == case.truth
    said = [*refusals, *_sayings(case, outcomes, evidence)]
    if faults:
        outcome, because = FINDING, faults
    elif refusals:
        outcome, because = REFUSED, refusals
    elif is_right:
        outcome, because = HARMLESS, said
    elif said:
        outcome, because = SAID, said
    else:
        outcome = BLIND if case.mutated.is_blind else FINDING
        because = [f"{_shown(sales)} instead of {_shown(case.truth)}, and nothing is said"]
    target = case.target
    struck = f"{target.source}/{target.entity} as {target.file_format}"
    return Verdict(case.store_id, case.mutated.name, struck, outcome, tuple(because))


def counted(verdicts: Iterable[Verdict]) -> dict[str, int]:
    """Verdicts by outcome."""
    counts = Counter(verdict.outcome for verdict in verdicts)
    return {outcome: counts[outcome] for outcome in (REFUSED, HARMLESS, SAID, BLIND, FINDING)}


# --- the oracle's parts ----------------------------------------------------------------------------------------------


def _unclear(outcomes: Sequence[Outcome]) -> list[str]:
    """Refusals that name no rule or say nothing; the rule for exceptions that nobody foresaw is none."""
    return [
        f"{o.path}: {o.refusal.message or 'no message'} [{o.refusal.rule}]"
        for o in outcomes
        if o.refusal and (o.refusal.rule == "delivery_unreadable" or not o.refusal.message or not o.refusal.place)
    ]


def _unbalanced(case: Case, evidence: Evidence) -> list[str]:
    """Deliveries whose rows are neither loaded nor kept aside."""
    found = []
    for folder in case.mutated.folders:
        statuses = {outcome.status for outcome in evidence.outcomes.get(folder.path, ())}
        loaded, aside = evidence.found.get(folder.path, (0, 0))
        if "accepted" not in statuses:
            if (loaded or aside) and "unchanged" not in statuses:
                found.append(f"{folder.path}: {loaded} rows of a delivery that was not accepted")
            continue
        announced, ledger_loaded, ledger_aside = evidence.ledger[folder.path]
        is_all = announced == loaded + aside and (loaded, aside) == (ledger_loaded, ledger_aside)
        if not is_all or (not case.mutated.comes_first and folder.row_count not in (None, announced)):
            found.append(
                f"{folder.path}: {folder.row_count} rows sent, {announced} announced, {loaded} loaded, {aside} aside"
            )
    return found


def _sayings(case: Case, outcomes: Sequence[Outcome], evidence: Evidence) -> list[str]:
    said = [f"kept aside: {o.quarantined_row_count} rows" for o in outcomes if o.quarantined_row_count]
    said += [f"not stored: {', '.join(o.unknown_columns)}" for o in outcomes if o.unknown_columns]
    said += [f"flagged [{rule}]" for path in case.paths for rule in evidence.flags.get(path, ())]
    return [*said, *evidence.said.get(case.store_id, ())]


def _shown(sales: Mapping[str, Decimal]) -> str:
    return ", ".join(f"{total} on {day}" for day, total in sorted(sales.items())) or "no sales"


def _ledger(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[int, int, int]]:
    rows = connection.execute(
        "select source || '/' || entity || '/' || delivery_id, row_count, loaded_row_count, quarantined_row_count "
        "from lundi_raw.raw.deliveries"
    ).fetchall()
    return {path: (announced, loaded, aside) for path, announced, loaded, aside in rows}


def _found(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[int, int]]:
    selects = [
        f"select {literal(target)} || '/' || delivery_id as path, 1 as loaded, 0 as aside "
        f"from lundi_raw.raw.{target.replace('/', '_')}"
        for target in TARGETS
    ]
    selects.append(
        "select source || '/' || entity || '/' || delivery_id, 0, 1 from lundi_raw.quarantine.delivered_rows"
    )
    rows = connection.execute(
        f"select path, sum(loaded), sum(aside) from ({' union all '.join(selects)}) group by path"
    ).fetchall()
    return {path: (int(loaded), int(aside)) for path, loaded, aside in rows}


def _sales(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, Decimal]]:
    rows = connection.execute(
        "select store_id, business_date, sum(sales_eur_incl_tax) from marts.fct_store_sales_daily group by all"
    ).fetchall()
    sales: dict[str, dict[str, Decimal]] = {}
    for store_id, day, total in rows:
        sales.setdefault(store_id, {})[str(day)] = total
    return sales


def _said(connection: duckdb.DuckDBPyConnection, settings: Settings) -> dict[str, tuple[str, ...]]:
    """By store: what was set aside, what does not agree, which day is missing, what dbt warns of.

    Transactions carry their store's name, so that one that has lost its store is still found.
    """
    statements = [
        "select split_part(transaction_id, '-', 1), 'set aside [' || set_aside_reason_code || ']' "
        "from audit.fct_set_aside_tickets",
        "select store_id, 'set aside [' || set_aside_reason_code || ']' from audit.fct_set_aside_tickets",
        "select store_id, 'does not agree [' || check_status || ']' from marts.fct_store_day_checks "
        "where check_status <> 'agrees'",
        "select store_id, 'missing [' || channel_code || ']' from marts.fct_store_days "
        f"where store_day_status = 'missing' and business_date = '{DAY}'",
        *(
            f"select split_part({key}, '-', 1), 'warned [{test}]' from ({_compiled(settings, test)})"
            for test, key in WARNINGS.items()
        ),
    ]
    said: dict[str, set[str]] = {}
    for statement in statements:
        for store_id, sentence in connection.execute(statement).fetchall():
            said.setdefault(store_id, set()).add(sentence)
    return {store_id: tuple(sorted(sentences)) for store_id, sentences in said.items()}


def _compiled(settings: Settings, test: str) -> str:
    (path,) = Path(target_folder(settings), "compiled").rglob(f"{test}.sql")
    return path.read_text(encoding="utf-8")


def _flags(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[str, ...]]:
    rows = connection.execute(
        "select source || '/' || entity || '/' || delivery_id, list(rule_name) from lundi_raw.raw.quality_results "
        "where outcome in ('held', 'warned') group by 1"
    ).fetchall()
    return {path: tuple(rules) for path, rules in rows}


# --- a store and what it delivers ------------------------------------------------------------------------------------


def _case(number: int, name: str | None, seed: int) -> Case:
    store_id, draw = f"M{number:04d}", random.Random(seed)
    targets = list(TARGETS)
    draw.shuffle(targets)
    for path in targets:
        for file_format in draw.sample(("csv", "parquet"), 2):
            sounds, truth = _deliveries(store_id, number, path.split("/")[0], file_format, draw)
            target = next(s for s in sounds if f"{s.source}/{s.entity}" == path)
            try:
                return Case(store_id, sounds, target, mutate(target, seed, only=name), truth)
            except ValueError:
                continue
    raise ValueError(f"{name} fits no delivery; there are {', '.join(MUTATIONS)}")


def _deliveries(
    store_id: str, number: int, source: str, file_format: str, draw: random.Random
) -> tuple[tuple[Sound, ...], dict[str, Decimal]]:
    amounts = [[Decimal(draw.randint(50, 3000)) / 100 for _ in range(draw.randint(1, 3))] for _ in range(4)]
    total = sum((amount for lines in amounts for amount in lines), Decimal())
    if source == "pos":
        entities = _till(store_id, amounts)
    elif source == "loyalty":
        entities = {"members": _members(store_id)}
    else:
        entities = _shop(store_id, amounts)
    sounds = tuple(
        Sound(
            source, entity, f"20261116T050000Z-{number:04d}", DELIVERED_AT, tuple(rows), file_format,
            control_totals=_control_totals(rows),
        )
        for entity, rows in entities.items()
    )  # fmt: skip
    return sounds, {} if source == "loyalty" else {DAY: total}


def _till(store_id: str, amounts: list[list[Decimal]]) -> dict[str, Rows]:
    tickets: list[dict[str, str]] = []
    lines: list[dict[str, str]] = []
    tills: dict[str, list[Decimal]] = {"1": [], "2": []}
    for number, parts in enumerate(amounts, start=1):
        ticket_id, till_id, total = f"{store_id}-{number}", str(1 + number % 2), sum(parts, Decimal())
        tills[till_id].append(total)
        tickets.append({
            "ticket_id": ticket_id, "store_id": store_id, "till_id": till_id, "business_date": DAY,
            "closed_at": f"{DAY}T1{number}:00:00", "order_id": "", "status": "sale",
            "total_eur_incl_tax": f"{total:.2f}",
        })  # fmt: skip
        lines += _lines("ticket_id", ticket_id, parts, line_type="sale")
    z_reports = tuple(
        {"store_id": store_id, "till_id": till_id, "business_date": DAY, "ticket_count": str(len(totals)),
         "total_eur_incl_tax": f"{sum(totals, Decimal()):.2f}"}
        for till_id, totals in tills.items()
    )  # fmt: skip
    return {"tickets": tuple(tickets), "ticket_lines": tuple(lines), "z_reports": z_reports}


def _shop(store_id: str, amounts: list[list[Decimal]]) -> dict[str, Rows]:
    orders, lines = [], []
    for number, parts in enumerate(amounts, start=1):
        order_id = f"{store_id}-{number}"
        orders.append({
            "order_id": order_id, "account_id": "", "store_id": store_id, "ordered_at": f"{DAY}T08:00:00",
            "fulfilled_at": f"{DAY}T18:00:00", "cancelled_at": "", "updated_at": f"{DAY}T18:00:00",
            "status": "fulfilled", "total_eur_incl_tax": f"{sum(parts, Decimal()):.2f}",
        })  # fmt: skip
        lines += _lines("order_id", order_id, parts)
    return {"orders": tuple(orders), "order_lines": tuple(lines)}


def _lines(key: str, value: str, parts: list[Decimal], **more: str) -> list[dict[str, str]]:
    return [
        {
            key: value, "line_number": str(number), "product_id": "0001", **more, "quantity": "1.000",
            "unit_price_eur_incl_tax": f"{amount:.2f}", "discount_eur_incl_tax": "0.00",
            "amount_eur_incl_tax": f"{amount:.2f}", "vat_rate": "0.0550", "promotion_id": "",
        }
        for number, amount in enumerate(parts, start=1)
    ]  # fmt: skip


def _members(store_id: str) -> Rows:
    return tuple(
        {"member_id": f"{store_id}-{number}", "first_name": f"Prénom{number}", "last_name": f"Nom{number}",
         "email": f"m{number}@courriel.example", "updated_at": f"{DAY}T10:00:00"}
        for number in range(1, 5)
    )  # fmt: skip


def _control_totals(rows: Rows) -> dict[str, str]:
    totals = {}
    for name in ("total_eur_incl_tax", "amount_eur_incl_tax"):
        if name in rows[0]:
            totals[name] = f"{sum((Decimal(row[name]) for row in rows), Decimal()):.2f}"
    return totals


def _write(landing: Path, folder: Folder) -> None:
    target = landing / folder.path
    target.mkdir(parents=True, exist_ok=True)
    for name, content in folder.files.items():
        (target / name).write_bytes(content)
