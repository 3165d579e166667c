"""The stores of the demo: where they are, when they trade, and what becomes of them during the history.

The first nine stores carry the events that every size must show (opening in the last week, refit, move between regions,
closure for good, …); the others follow a pattern of formats over the list of towns.
"""

import csv
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from importlib.resources import files

import duckdb

from lundi.demo.retailer.calendar import DemoCalendar, days_between
from lundi.demo.retailer.frames import create_table_of_rows
from lundi.demo.retailer.randomness import generator
from lundi.demo.retailer.size import DemoPlan

FORMAT_PATTERN = ("hypermarket", "supermarket", "city", "supermarket", "drive", "supermarket", "city", "supermarket",
                  "drive", "supermarket")  # fmt: skip
FIRST_FORMATS = ("hypermarket", "supermarket", "supermarket", "supermarket", "supermarket", "city", "city", "drive",
                 "darkstore")  # fmt: skip

NEGATIVE_DAY_STORE, REFIT_STORE, MOVED_STORE, CLOSED_STORE, LAST_YEAR_STORE = 0, 1, 2, 3, 4
LATE_HOURS_STORE, LAST_WEEK_STORE, WEEK_30_STORE, DARK_STORE = 5, 6, 7, 8

BANNERS = {
    "hypermarket": "Lundi Hyper",
    "supermarket": "Lundi Super",
    "city": "Lundi City",
    "drive": "Lundi Drive",
    "darkstore": "Lundi Préparation",
}
CHANNELS = {
    "hypermarket": "store,drive,home_delivery",
    "supermarket": "store,drive",
    "city": "store",
    "drive": "drive",
    "darkstore": "home_delivery,marketplace",
}
SALES_AREAS = {"hypermarket": 7200, "supermarket": 1900, "city": 260, "drive": 0, "darkstore": 3400}
TILL_WEIGHTS = {"hypermarket": 6.5, "supermarket": 2.0, "city": 1.3, "drive": 0.0, "darkstore": 0.0}
DRIVE_WEIGHTS = {"hypermarket": 2.2, "supermarket": 1.0, "city": 0.0, "drive": 1.8, "darkstore": 0.0}


@dataclass(frozen=True)
class Store:
    """One store with the state in which it ends the history; `changes` of the referential are in `states_on`."""

    number: int
    store_id: str
    store_name: str
    format: str
    channels: tuple[str, ...]
    region_code: str
    region_name: str
    department_code: str
    postal_code: str
    city: str
    sales_area_m2: int
    is_franchise: bool
    franchisee_id: str | None
    closed_weekdays: str | None
    opened_on: date
    closed_on: date | None
    till_weight: float
    drive_weight: float
    closes_after_midnight: bool
    closures: tuple[tuple[date, date, str], ...] = ()

    def serves(self, channel: str) -> bool:
        """Whether the store serves the channel."""
        return channel in self.channels

    def is_open(self, day: date) -> bool:
        """Whether the store trades that day."""
        if day < self.opened_on or (self.closed_on is not None and day >= self.closed_on):
            return False
        if self.closed_weekdays is not None and str(day.isoweekday()) in self.closed_weekdays:
            return False
        return day not in self._closed_days

    @cached_property
    def _closed_days(self) -> frozenset[date]:
        return frozenset(day for first, last, _ in self.closures for day in days_between(first, last))


@dataclass(frozen=True)
class StorePlan:
    """The days on which the referential changes; every one lies inside the history at every size."""

    moved_on: date
    refit_from: date
    refit_to: date
    closed_on: date
    negative_day: date


def store_plan(plan: DemoPlan) -> StorePlan:
    """The days of the stores' events, counted back from the last week."""
    last_monday = plan.last_date - timedelta(days=6)
    refit_from = last_monday - timedelta(weeks=5)
    return StorePlan(
        moved_on=last_monday - timedelta(weeks=16),
        refit_from=refit_from,
        refit_to=refit_from + timedelta(days=19),
        closed_on=last_monday - timedelta(weeks=20),
        negative_day=last_monday - timedelta(weeks=2, days=-2),
    )


def make_stores(plan: DemoPlan, calendar: DemoCalendar) -> list[Store]:
    """All stores in the state of the last day of the history."""
    towns = _towns()
    events = store_plan(plan)
    last_monday = plan.last_date - timedelta(days=6)
    stores = [_store(plan, number, towns[number % len(towns)]) for number in range(plan.size.store_count)]
    stores[MOVED_STORE] = replace(
        stores[MOVED_STORE], region_code="53", region_name="Bretagne", is_franchise=True, franchisee_id="FR-0002"
    )
    stores[REFIT_STORE] = replace(stores[REFIT_STORE], sales_area_m2=2450)
    stores[CLOSED_STORE] = replace(stores[CLOSED_STORE], closed_on=events.closed_on)
    stores[LAST_YEAR_STORE] = replace(stores[LAST_YEAR_STORE], opened_on=last_monday - timedelta(weeks=48, days=-2))
    stores[LATE_HOURS_STORE] = replace(stores[LATE_HOURS_STORE], closes_after_midnight=True)
    stores[LAST_WEEK_STORE] = replace(stores[LAST_WEEK_STORE], opened_on=last_monday + timedelta(days=3))
    stores[WEEK_30_STORE] = replace(stores[WEEK_30_STORE], opened_on=last_monday - timedelta(weeks=30))
    return [replace(store, closures=_closures(store, plan, events, calendar)) for store in stores]


def states_on(stores: list[Store], day: date, plan: DemoPlan) -> list[Store]:
    """The referential as it stands on a day: what is announced four weeks ahead is in, what comes later is not."""
    events = store_plan(plan)
    states = []
    for store in stores:
        if store.opened_on > day + timedelta(weeks=4):
            continue
        if store.number == MOVED_STORE and day < events.moved_on:
            store = replace(store, region_code="52", region_name="Pays de la Loire")
        if store.number == REFIT_STORE and day <= events.refit_to:
            store = replace(store, sales_area_m2=1900)
        if store.closed_on is not None and day < store.closed_on - timedelta(weeks=4):
            store = replace(store, closed_on=None)
        states.append(store)
    return states


def change_days(stores: list[Store], plan: DemoPlan) -> list[date]:
    """The days on which the referential of stores changes, besides its regular deliveries."""
    events = store_plan(plan)
    days = {events.moved_on, events.refit_to + timedelta(days=1), events.closed_on}
    days.update(store.opened_on for store in stores)
    return sorted(day for day in days if plan.first_date < day <= plan.last_date)


def create_stores_table(connection: duckdb.DuckDBPyConnection, stores: list[Store], table: str) -> None:
    """The stores as a table with the contract's columns and the store's number."""
    names = [
        "store_number",
        "store_id",
        "store_name",
        "banner",
        "format",
        "channels",
        "region_code",
        "region_name",
        "department_code",
        "postal_code",
        "city",
        "sales_area_m2",
        "is_franchise",
        "franchisee_id",
        "closed_weekdays",
        "opened_on",
        "closed_on",
    ]
    rows = [
        (
            s.number, s.store_id, s.store_name, BANNERS[s.format], s.format, ",".join(s.channels), s.region_code,
            s.region_name, s.department_code, s.postal_code, s.city, s.sales_area_m2 or None, s.is_franchise,
            s.franchisee_id, s.closed_weekdays, s.opened_on, s.closed_on,
        )
        for s in stores
    ]  # fmt: skip
    select = (
        "* replace (cast(sales_area_m2 as decimal(18, 3)) as sales_area_m2, cast(opened_on as date) as opened_on, "
        "cast(closed_on as date) as closed_on, cast(franchisee_id as varchar) as franchisee_id, "
        "cast(closed_weekdays as varchar) as closed_weekdays), 'FR' as country_code, 'Europe/Paris' as time_zone"
    )
    create_table_of_rows(connection, table, names, rows, select)


def create_closures_table(connection: duckdb.DuckDBPyConnection, stores: list[Store], table: str) -> None:
    """All closed days besides the weekly ones, as a table with the contract's columns."""
    rows = [(store.store_id, *closure) for store in stores for closure in store.closures]
    select = "* replace (cast(closed_from as date) as closed_from, cast(closed_to as date) as closed_to)"
    create_table_of_rows(connection, table, ["store_id", "closed_from", "closed_to", "reason"], rows, select)


def _store(plan: DemoPlan, number: int, town: dict[str, str]) -> Store:
    draw = generator(plan.seed, "stores", number)
    kind = FIRST_FORMATS[number] if number < len(FIRST_FORMATS) else FORMAT_PATTERN[(number - 9) % len(FORMAT_PATTERN)]
    scale = float(draw.lognormal(0, 0.22))
    is_franchise = kind in ("supermarket", "city") and bool(draw.random() < 0.35)
    closed = "7" if kind in ("hypermarket", "drive") or town["department_code"] in ("57", "67", "68") else None
    return Store(
        number=number,
        store_id=f"S{number + 1:03d}",
        store_name=f"{BANNERS[kind]} {town['city']}",
        format=kind,
        channels=tuple(CHANNELS[kind].split(",")) + (("marketplace",) if kind == "city" and number % 3 == 2 else ()),
        region_code=town["region_code"],
        region_name=town["region_name"],
        department_code=town["department_code"],
        postal_code=town["postal_code"],
        city=town["city"],
        sales_area_m2=round(SALES_AREAS[kind] * (0.8 + 0.2 * scale) / 10) * 10,
        is_franchise=is_franchise,
        franchisee_id=f"FR-{number + 1:04d}" if is_franchise else None,
        closed_weekdays=closed,
        opened_on=date(1985 + int(draw.integers(0, 35)), int(draw.integers(1, 13)), int(draw.integers(1, 28))),
        closed_on=None,
        till_weight=TILL_WEIGHTS[kind] * scale,
        drive_weight=DRIVE_WEIGHTS[kind] * scale,
        closes_after_midnight=kind == "city" and number % 3 == 2,
    )


def _closures(
    store: Store, plan: DemoPlan, events: StorePlan, calendar: DemoCalendar
) -> tuple[tuple[date, date, str], ...]:
    last_day = date(plan.last_date.year + 1, 1, 6)
    found = [
        (day, day, "public_holiday")
        for day in days_between(plan.first_date, last_day)
        if _closes_for_holiday(store, day, calendar)
    ]
    if store.number == REFIT_STORE:
        found.append((events.refit_from, events.refit_to, "refit"))
    if store.number == MOVED_STORE:
        first = events.moved_on - timedelta(weeks=24)
        found.append((first, first + timedelta(days=13), "refit"))
    if store.number > 8 and store.number % 17 == 10:
        first = plan.last_date - timedelta(weeks=30 + store.number % 20)
        found.append((first, first + timedelta(days=15), "refit"))
    return tuple(sorted(_without_overlap(found)))


def _without_overlap(closures: list[tuple[date, date, str]]) -> list[tuple[date, date, str]]:
    refits = [closure for closure in closures if closure[2] == "refit"]
    return refits + [
        closure
        for closure in closures
        if closure[2] != "refit" and not any(first <= closure[0] <= last for first, last, _ in refits)
    ]


def _closes_for_holiday(store: Store, day: date, calendar: DemoCalendar) -> bool:
    name = calendar.holiday_name(day, store.department_code)
    if name is None:
        return False
    # Three days on which the whole chain is shut; in Alsace-Moselle local law shuts its shops on every holiday.
    is_shut_everywhere = (day.month, day.day) in ((1, 1), (5, 1), (12, 25))
    is_local = store.department_code in ("57", "67", "68")
    return is_shut_everywhere or is_local or (store.is_franchise and store.number % 2 == 0)


def _towns() -> list[dict[str, str]]:
    source = files("lundi.demo.retailer") / "reference" / "store_towns.csv"
    return list(csv.DictReader(source.read_text(encoding="utf-8").splitlines(), delimiter=";"))
