"""Writes the demo retailer's landing zone: makes the parts in their order and sends what is ready, week by week."""

import json
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb

from lundi.demo.retailer import operations
from lundi.demo.retailer.assortment import Assortment, create_promotions_table, make_promotions
from lundi.demo.retailer.calendar import DemoCalendar, read_calendar
from lundi.demo.retailer.customers import Shoppers, read_shoppers
from lundi.demo.retailer.order_tables import add_orders, add_till_paid_orders
from lundi.demo.retailer.orders import DRIVE, ECOMMERCE, MARKETPLACE, make_orders
from lundi.demo.retailer.outbox import create_outboxes
from lundi.demo.retailer.people_outbox import TRUTH_TABLES, add_people
from lundi.demo.retailer.planted import Planter, create_planted_tables, list_events
from lundi.demo.retailer.products import create_products_table, make_products
from lundi.demo.retailer.schedule import empty_outbox, full_deliveries, sending_entities, waiting_deliveries
from lundi.demo.retailer.size import DemoPlan
from lundi.demo.retailer.stores import Store, create_stores_table, make_stores
from lundi.demo.retailer.till_sales import TillModel
from lundi.demo.retailer.till_tables import add_till_weeks, create_places
from lundi.errors import LundiError
from lundi.landing.writer import Delivery, write_delivery
from lundi.warehouse.load_sql import literal

PROGRESS = Callable[[int, int, str], None]
PLAN_NAME = "plan.json"
WRITER_THREADS = 2
# What each week adds to; the other outboxes are filled once.
GROWING_ENTITIES = (
    ("pos", "tickets"),
    ("pos", "ticket_lines"),
    ("pos", "z_reports"),
    ("pos", "waste"),
    ("app", "scan_sessions"),
)
ORDER_CHANNELS = (DRIVE, ECOMMERCE, MARKETPLACE)


def write_retailer(
    landing: Path,
    plan: DemoPlan,
    file_format: str = "parquet",
    on_progress: PROGRESS = lambda done, total, what: None,
) -> int:
    """Writes all deliveries into `landing` and the truth beside it; gives the number of new deliveries.

    A landing zone that was written to its end from the same plan is left alone (0).
    Raises LundiError where something else lies there.
    """
    truth = truth_folder(landing)
    if _is_written(landing, truth, plan, file_format):
        return 0
    _note_plan(truth, plan, file_format, delivery_count=None)
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        retailer = Retailer(connection, plan)
        writer = _Writer(connection, landing, file_format)
        weeks = plan.size.week_count
        on_progress(0, weeks, "people, orders")
        retailer.make_everything_but_the_tills()
        writer.send(full_deliveries(connection, plan, retailer.stores))
        done = 0
        for mondays in _batches(plan):
            retailer.make_till_weeks(mondays)
            writer.send_until(mondays[-1] + timedelta(days=7), GROWING_ENTITIES)
            done += len(mondays)
            on_progress(done, weeks, f"week of {mondays[-1]}")
        writer.sent_until = date.min
        writer.send_until(plan.last_date + timedelta(days=1), sorted(set(sending_entities()) - set(GROWING_ENTITIES)))
        _write_truth(connection, truth)
        _note_plan(truth, plan, file_format, _delivery_count(landing))
    return writer.written


def written_last_date(landing: Path) -> date | None:
    """The last day of the demo that lies in the landing zone, None where there is none."""
    noted = _noted_plan(truth_folder(landing))
    return date.fromisoformat(noted["plan"]["last_date"]) if noted and _delivery_count(landing) else None


def truth_folder(landing: Path) -> Path:
    """Where the demo's truth lies: beside the landing zone, read by no model."""
    return landing.parent / f"{landing.name}_truth"


class Retailer:
    """The parts of the demo in one database."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, plan: DemoPlan) -> None:
        self.connection = connection
        self.plan = plan
        self.calendar: DemoCalendar = read_calendar()
        self.stores: list[Store] = make_stores(plan, self.calendar)
        self.products = make_products(plan)
        promotions = make_promotions(plan, self.products, self.calendar)
        self.assortment = Assortment(plan, self.products, promotions, self.calendar)
        self.costs = operations.Costs(plan, self.products)
        self.planter = Planter(connection, plan, self.stores, self.assortment)
        create_outboxes(connection)
        create_planted_tables(connection)
        create_stores_table(connection, self.stores, "demo_stores")
        create_products_table(connection, self.products, "demo_products")
        create_promotions_table(connection, promotions, "demo_promotions")

    def make_everything_but_the_tills(self) -> None:
        """People, orders, costs, slots, targets and settlements of the whole history."""
        from lundi.demo.retailer.people import make_people

        make_people(self.connection, self.plan, "demo_stores")
        shoppers = read_shoppers(self.connection, len(self.stores))
        self.till = TillModel(self.plan, self.stores, self.calendar, self.assortment, shoppers)
        create_places(self.connection, shoppers)
        add_people(self.connection, self.plan)
        self._make_orders(shoppers)
        operations.add_costs(self.connection, self.plan, self.costs)
        operations.add_slots(self.connection, self.plan, self.stores, self.till)
        operations.create_targets_table(self.connection, self.plan, self.till)
        operations.add_settlements(self.connection, self.plan)
        self.planter.settlement()
        list_events(self.connection, self.plan, self.stores)

    def make_till_weeks(self, mondays: list[date]) -> None:
        """Tickets, waste and Z reports of successive weeks, with the faults planted in them."""
        first, last = mondays[0], mondays[-1] + timedelta(days=6)
        add_till_weeks(self.connection, self.plan, [self.till.week(monday) for monday in mondays])
        operations.add_waste(self.connection, self.plan, mondays, self.till, self.costs)
        self.planter.before_z(first, last)
        operations.add_z_reports(self.connection, self.plan, first, last)
        self.planter.after_z(first, last)

    def _make_orders(self, shoppers: Shoppers) -> None:
        accounts = {"drive": shoppers.drive_accounts, "ecommerce": shoppers.ecommerce_accounts, "marketplace": None}
        for rules in ORDER_CHANNELS:
            orders = make_orders(rules, self.plan, self.stores, self.calendar, self.assortment, accounts[rules.name])
            add_orders(self.connection, self.plan, rules, orders)
        add_till_paid_orders(self.connection, self.plan)


class _Writer:
    """Sends what waits, and counts it."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, landing: Path, file_format: str) -> None:
        self.connection = connection
        self.landing = landing
        self.file_format = file_format
        self.written = 0
        self.sent_until = date.min

    def send(self, deliveries: Iterable[Delivery]) -> None:
        """Writes these deliveries, two at a time: most are too small to keep two cores busy."""
        with ThreadPoolExecutor(WRITER_THREADS) as pool:
            self.written += sum(pool.map(self._write, deliveries))

    def _write(self, delivery: Delivery) -> bool:
        with self.connection.cursor() as cursor:
            cursor.execute("set TimeZone = 'UTC'")
            return write_delivery(cursor, self.landing, delivery, self.file_format)

    def send_until(self, morning: date, entities: Iterable[tuple[str, str]]) -> None:
        """Writes every delivery of these entities up to that morning."""
        for source, entity in entities:
            deliveries = list(waiting_deliveries(self.connection, source, entity, self.sent_until, morning))
            self.send(deliveries)
            if deliveries and (source, entity) in GROWING_ENTITIES:
                empty_outbox(self.connection, source, entity, morning)
        self.sent_until = morning


def _batches(plan: DemoPlan) -> Iterator[list[date]]:
    """The Mondays of the history, cut after each week that completes a month of old history."""
    batch: list[date] = []
    for number in range(plan.size.week_count):
        monday = plan.first_date + timedelta(weeks=number)
        next_monday = monday + timedelta(days=7)
        batch.append(monday)
        ends_month = next_monday.month != monday.month or next_monday.day == 1
        if next_monday > plan.last_date or next_monday == plan.daily_from or (ends_month and monday < plan.daily_from):
            yield batch
            batch = []


def _write_truth(connection: duckdb.DuckDBPyConnection, truth: Path) -> None:
    for table in TRUTH_TABLES:
        path = literal(str(truth / f"{table.removeprefix('truth_')}.parquet"))
        connection.execute(f"copy (select * from {table} order by all) to {path} (format parquet)")
    for table in ("planted_faults", "planted_events"):
        path = literal(str(truth / f"{table}.csv"))
        connection.execute(
            f"copy (select * from {table} order by all) to {path} (format csv, header true, delimiter ';')"
        )


def _is_written(landing: Path, truth: Path, plan: DemoPlan, file_format: str) -> bool:
    """Whether all of the plan lies there. Raises LundiError where the landing zone holds something else."""
    count = _delivery_count(landing)
    noted = _noted_plan(truth)
    if count and (noted is None or {**noted, "delivery_count": None} != _note(plan, file_format, None)):
        raise LundiError(
            f"{landing.name} holds deliveries that are not of this demo",
            "choose an empty folder with LUNDI_LANDING, or remove this landing zone and its _truth",
        )
    return bool(count) and noted is not None and noted["delivery_count"] == count


def _delivery_count(landing: Path) -> int:
    return sum(1 for _ in landing.glob("*/*/*/manifest.json"))


def _note(plan: DemoPlan, file_format: str, delivery_count: int | None) -> dict[str, Any]:
    """What was written; the number of deliveries tells whether somebody took some away."""
    described = json.loads(json.dumps(asdict(plan), default=str))
    return {"plan": described, "file_format": file_format, "delivery_count": delivery_count}


def _note_plan(truth: Path, plan: DemoPlan, file_format: str, delivery_count: int | None) -> None:
    truth.mkdir(parents=True, exist_ok=True)
    text = json.dumps(_note(plan, file_format, delivery_count), indent=2) + "\n"
    (truth / PLAN_NAME).write_text(text, encoding="utf-8")


def _noted_plan(truth: Path) -> dict[str, Any] | None:
    path = truth / PLAN_NAME
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None
