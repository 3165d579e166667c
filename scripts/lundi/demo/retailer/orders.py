"""Orders of the drive, of home delivery and of the partners' shops: from the slot back to the moment of ordering.

Orders are drawn by the day on which they are collected or delivered, so that a week's number is the planned one.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from lundi.demo.retailer.assortment import Assortment, draw_quantities, gross_cents
from lundi.demo.retailer.calendar import DemoCalendar, days_between
from lundi.demo.retailer.customers import Holders
from lundi.demo.retailer.products import EACH, Products
from lundi.demo.retailer.randomness import generator
from lundi.demo.retailer.size import DemoPlan
from lundi.demo.retailer.stores import DARK_STORE, Store
from lundi.demo.retailer.traffic import drive_factor

NO_TIME = np.datetime64("NaT", "s")
HOUR = 3600
ORDERING_REACH = 1
SLOT_HOURS = (9, 11, 13, 15, 17, 19)
SLOT_SHARES = (0.13, 0.17, 0.09, 0.13, 0.24, 0.24)
DELIVERY_WEEKDAY_FACTORS = (1.15, 0.95, 0.95, 1.0, 1.1, 1.05, 0.4)
PARTNER_WEEKDAY_FACTORS = (0.85, 0.85, 0.9, 1.0, 1.2, 1.25, 1.1)
LAST_SLOT_DAYS_AHEAD = 3


@dataclass(frozen=True)
class ChannelRules:
    """What distinguishes one channel's orders."""

    name: str  # the landing zone's source
    line_share: float  # of the till's lines
    least_orders_per_week: int
    mean_lines: float
    lead_hours: float
    cancelled_share: float
    guest_share: float
    missing_share: float
    substituted_share: float
    paid_at_till_share: float
    line_return_share: float
    return_shares: tuple[float, float, float]  # withdrawal, damaged, missing


DRIVE = ChannelRules("drive", 0.11, 24, 14, 9, 0.04, 0.03, 0.022, 0.03, 0.12, 0.012, (0.1, 0.3, 0.6))
ECOMMERCE = ChannelRules("ecommerce", 0.03, 8, 15, 26, 0.05, 0.08, 0.015, 0.02, 0.0, 0.02, (0.6, 0.25, 0.15))
MARKETPLACE = ChannelRules("marketplace", 0.012, 10, 5, 0, 0.05, 1.0, 0.01, 0.0, 0.0, 0.01, (0.0, 0.4, 0.6))

RETURN_REASONS = ("withdrawal", "damaged", "missing", "substitution_refused")
WITHDRAWAL, DAMAGED, MISSING, SUBSTITUTION_REFUSED = range(4)


@dataclass(frozen=True)
class Orders:
    """All orders of a channel in their final state, their lines and their returns."""

    store: np.ndarray
    account: np.ndarray  # place among the channel's accounts, -1: guest
    ordered_at: np.ndarray  # datetime64[s], wall clock
    slot_start: np.ndarray
    prepared_at: np.ndarray
    fulfilled_at: np.ndarray
    cancelled_at: np.ndarray
    is_paid_at_till: np.ndarray
    line_order: np.ndarray
    line_number: np.ndarray
    ordered_product: np.ndarray
    product: np.ndarray
    ordered_quantity: np.ndarray  # thousandths
    quantity: np.ndarray
    price: np.ndarray  # of what was delivered
    ordered_price: np.ndarray
    discount: np.ndarray
    ordered_discount: np.ndarray
    amount: np.ndarray
    ordered_amount: np.ndarray
    promotion: np.ndarray
    ordered_promotion: np.ndarray
    return_line: np.ndarray
    returned_at: np.ndarray
    return_quantity: np.ndarray
    return_amount: np.ndarray
    return_reason: np.ndarray
    return_names_order: np.ndarray


def make_orders(
    rules: ChannelRules,
    plan: DemoPlan,
    stores: list[Store],
    calendar: DemoCalendar,
    assortment: Assortment,
    accounts: Holders | None,
) -> Orders:
    """Every order placed from the history's first day to its last, those still open included."""
    draw = generator(plan.seed, "orders", rules.name)
    store, day = _cells(draw, rules, plan, stores, calendar)
    times = _times(draw, rules, day)
    end = np.datetime64(plan.last_date + timedelta(days=1), "s")
    is_kept = (times["ordered_at"] >= np.datetime64(plan.first_date, "s")) & (times["ordered_at"] < end)
    store = store[is_kept]
    times = {name: values[is_kept] for name, values in times.items()}
    order = np.lexsort((store, times["ordered_at"]))
    store = store[order]
    times = {name: values[order] for name, values in times.items()}
    ordered_day = times["ordered_at"].astype("datetime64[D]")
    account = np.full(len(store), -1) if accounts is None else accounts.draw(draw, store, ordered_day)
    account = np.where(draw.random(len(store)) < rules.guest_share, -1, account)
    has_tills = np.array([s.till_weight > 0 for s in stores])[store]
    at_till = has_tills & (draw.random(len(store)) < rules.paid_at_till_share) & ~np.isnat(times["fulfilled_at"])
    lines = _lines(draw, rules, plan, assortment, times)
    return Orders(
        store=store,
        account=account,
        is_paid_at_till=at_till,
        **times,
        **lines,
        **_returns(draw, rules, assortment.products, times, lines, end),
    )


def expected_orders(
    rules: ChannelRules, plan: DemoPlan, stores: list[Store], calendar: DemoCalendar
) -> tuple[list[date], np.ndarray]:
    """The days on which orders end, a few after the history's last included, and the expected orders [store, day]."""
    days = days_between(plan.first_date, plan.last_date + timedelta(days=LAST_SLOT_DAYS_AHEAD))
    factors = np.array([[_factor(rules, store, day, calendar, plan) for day in days] for store in stores])
    wanted = max(
        rules.least_orders_per_week,
        rules.line_share * plan.size.ticket_line_count / plan.size.week_count / rules.mean_lines,
    )
    peak = (plan.peak_week_start - plan.first_date).days
    plain = np.ones(len(days), dtype=bool)
    plain[peak : peak + 7] = False
    per_week = factors[:, plain].sum() / plain.sum() * 7
    return days, factors * wanted / per_week


def _factor(rules: ChannelRules, store: Store, day: date, calendar: DemoCalendar, plan: DemoPlan) -> float:
    if rules.name == "drive":
        return drive_factor(store, day, calendar, plan) if store.serves("drive") else 0.0
    channel = "home_delivery" if rules.name == "ecommerce" else "marketplace"
    if not store.serves(channel) or not store.is_open(day):
        return 0.0
    weekday = DELIVERY_WEEKDAY_FACTORS if rules.name == "ecommerce" else PARTNER_WEEKDAY_FACTORS
    season = 1.25 if day.month == 12 and day.day < 25 else 0.8 if day.month == 8 else 1.0
    growth = 1 + 0.08 * (day - plan.first_date).days / 365
    return weekday[day.isoweekday() - 1] * season * growth * (6.0 if store.number == DARK_STORE else 1.0)


def _cells(
    draw: np.random.Generator, rules: ChannelRules, plan: DemoPlan, stores: list[Store], calendar: DemoCalendar
) -> tuple[np.ndarray, np.ndarray]:
    """Store and day of each order. A week's total is the planned one; chance only spreads it."""
    days, expected = expected_orders(rules, plan, stores, calendar)
    cells = []
    for first in range(0, len(days), 7):
        week = expected[:, first : first + 7]
        total = round(float(week.sum()))
        if total == 0:
            continue
        counts = draw.multinomial(total, week.ravel() / week.sum())
        place = np.repeat(np.arange(week.size), counts)
        cells.append((place // week.shape[1], first + place % week.shape[1]))
    store = np.concatenate([cell[0] for cell in cells])
    day = np.array(days, dtype="datetime64[s]")[np.concatenate([cell[1] for cell in cells])]
    return store, day


def _seconds(values: np.ndarray) -> np.ndarray:
    return np.asarray(values).astype(np.int64).astype("timedelta64[s]")


def _times(draw: np.random.Generator, rules: ChannelRules, day: np.ndarray) -> dict[str, np.ndarray]:
    count = len(day)
    if rules.name == "marketplace":
        return _partner_times(draw, rules, day)
    hour = np.array(SLOT_HOURS)[draw.choice(len(SLOT_HOURS), count, p=SLOT_SHARES)]
    slot_start = day + _seconds(hour * HOUR)
    lead = 2.2 * HOUR + draw.gamma(1.6, rules.lead_hours / 1.6, count) * HOUR
    ordered = slot_start - _seconds(np.minimum(lead, 70 * HOUR))
    early = draw.gamma(2.0, 0.4, count) * HOUR + 300
    is_late = draw.random(count) < 0.055
    prepared = slot_start + _seconds(np.where(is_late, draw.uniform(60, 55 * 60, count), -early))
    prepared = np.maximum(prepared, ordered + np.timedelta64(1200, "s"))
    fulfilled = np.maximum(prepared + np.timedelta64(240, "s"), slot_start + _seconds(draw.uniform(0, 7000, count)))
    is_cancelled = draw.random(count) < rules.cancelled_share
    is_no_show = is_cancelled & (draw.random(count) < 0.15)
    until_hour_before = (slot_start - ordered).astype(np.int64) - HOUR
    cancelled = ordered + _seconds(np.maximum(120, draw.random(count) * until_hour_before))
    next_morning = day + np.timedelta64(33 * HOUR, "s") + _seconds(draw.uniform(0, 1800, count))
    cancelled = np.where(is_no_show, next_morning, cancelled)
    return {
        "ordered_at": ordered,
        "slot_start": slot_start,
        "prepared_at": np.where(is_cancelled & ~is_no_show, NO_TIME, prepared),
        "fulfilled_at": np.where(is_cancelled, NO_TIME, fulfilled),
        "cancelled_at": np.where(is_cancelled, cancelled, NO_TIME),
    }


def _partner_times(draw: np.random.Generator, rules: ChannelRules, day: np.ndarray) -> dict[str, np.ndarray]:
    count = len(day)
    ordered = day + _seconds(
        np.where(draw.random(count) < 0.4, draw.normal(12, 0.8, count), draw.normal(19, 1.2, count)) * HOUR
    )
    ordered = np.clip(ordered, day + np.timedelta64(9 * HOUR, "s"), day + np.timedelta64(22 * HOUR, "s"))
    fulfilled = ordered + _seconds(draw.uniform(1200, 6000, count))
    is_cancelled = draw.random(count) < rules.cancelled_share
    return {
        "ordered_at": ordered,
        "slot_start": np.full(count, NO_TIME),
        "prepared_at": np.where(is_cancelled, NO_TIME, ordered + np.timedelta64(900, "s")),
        "fulfilled_at": np.where(is_cancelled, NO_TIME, fulfilled),
        "cancelled_at": np.where(is_cancelled, ordered + _seconds(draw.uniform(60, 900, count)), NO_TIME),
    }


def _lines(
    draw: np.random.Generator,
    rules: ChannelRules,
    plan: DemoPlan,
    assortment: Assortment,
    times: dict[str, np.ndarray],
) -> dict[str, np.ndarray]:
    products = assortment.products
    counts = np.clip(np.ceil(draw.gamma(2.2, 1.0, len(times["ordered_at"])) / 2.2 * (rules.mean_lines - 0.5)), 1, 120)
    counts = counts.astype(int)
    order = np.repeat(np.arange(len(counts)), counts)
    line_number = np.arange(len(order)) - np.repeat(np.cumsum(counts) - counts, counts) + 1
    day_number = (times["ordered_at"].astype("datetime64[D]") - np.datetime64(plan.first_date, "D")).astype(np.int64)
    line_day = day_number[order]
    ordered_product = np.empty(len(order), dtype=np.int64)
    # Orders are sorted by their moment, so that each day's lines stand together.
    edges = np.searchsorted(line_day, np.arange((plan.last_date - plan.first_date).days + 2))
    for number in range(len(edges) - 1):
        day = plan.first_date + timedelta(days=number)
        size = int(edges[number + 1] - edges[number])
        if size:
            ordered_product[edges[number] : edges[number + 1]] = assortment.draw(draw, day, ORDERING_REACH, size)
    product = _substituted(draw, rules, products, ordered_product)
    week = line_day // 7
    prices = np.array([assortment.prices_on(plan.first_date + timedelta(weeks=w)) for w in range(week.max() + 1)])
    ordered_price = prices[week, ordered_product]
    # A substitute never costs the customer more than what was ordered.
    price = np.minimum(ordered_price, prices[week, product])
    ordered_quantity = draw_quantities(draw, products, ordered_product, ordered_price)
    quantity = _delivered(draw, rules, products, ordered_product, product, ordered_quantity)
    ordered_discount, ordered_promotion = assortment.discounts(
        week, ordered_product, ordered_quantity, gross_cents(ordered_quantity, ordered_price)
    )
    discount, promotion = assortment.discounts(week, product, quantity, gross_cents(quantity, price))
    return {
        "line_order": order,
        "line_number": line_number,
        "ordered_product": ordered_product,
        "product": product,
        "ordered_quantity": ordered_quantity,
        "quantity": quantity,
        "price": price,
        "ordered_price": ordered_price,
        "discount": discount,
        "ordered_discount": ordered_discount,
        "amount": gross_cents(quantity, price) - discount,
        "ordered_amount": gross_cents(ordered_quantity, ordered_price) - ordered_discount,
        "promotion": promotion,
        "ordered_promotion": ordered_promotion,
    }


def _substituted(draw: np.random.Generator, rules: ChannelRules, products: Products, ordered: np.ndarray) -> np.ndarray:
    """What is delivered: for some lines another product of the same family."""
    first = np.searchsorted(products.family_number, products.family_number[ordered], side="left")
    size = np.searchsorted(products.family_number, products.family_number[ordered], side="right") - first
    other = first + (ordered - first + 1 + (draw.random(len(ordered)) * np.maximum(size - 1, 1)).astype(int)) % size
    is_substituted = (draw.random(len(ordered)) < rules.substituted_share) & (
        products.unit[other] == products.unit[ordered]
    )
    return np.where(is_substituted, other, ordered)


def _delivered(
    draw: np.random.Generator,
    rules: ChannelRules,
    products: Products,
    ordered_product: np.ndarray,
    product: np.ndarray,
    ordered_quantity: np.ndarray,
) -> np.ndarray:
    uniform = draw.random(len(product))
    is_missing = (uniform < rules.missing_share) & (product == ordered_product)
    is_short = (uniform > 1 - rules.missing_share / 3) & (products.unit[product] == EACH) & (ordered_quantity > 1000)
    return np.where(is_missing, 0, np.where(is_short, ordered_quantity - 1000, ordered_quantity))


def _returns(
    draw: np.random.Generator,
    rules: ChannelRules,
    products: Products,
    times: dict[str, np.ndarray],
    lines: dict[str, np.ndarray],
    end: np.datetime64,
) -> dict[str, np.ndarray]:
    order = lines["line_order"]
    fulfilled = times["fulfilled_at"][order]
    can_return = ~np.isnat(fulfilled) & (lines["quantity"] > 0) & (lines["amount"] > 0)
    count = len(order)
    is_substitute = lines["product"] != lines["ordered_product"]
    reason = draw.choice(3, count, p=rules.return_shares)
    is_returned = draw.random(count) < rules.line_return_share
    # Fresh food cannot be withdrawn from.
    is_returned &= (reason != WITHDRAWAL) | ~products.is_perishable[lines["product"]]
    is_refused = is_substitute & (draw.random(count) < 0.12)
    line = np.flatnonzero(can_return & (is_returned | is_refused))
    reason = np.where(is_refused[line], SUBSTITUTION_REFUSED, reason[line])
    size = len(line)
    soon = draw.uniform(2, 40, size)
    is_late = draw.random(size) < 0.55
    withdrawal = np.where(is_late, draw.uniform(80, 312, size), draw.uniform(5, 70, size))
    hours = np.choose(reason, (withdrawal, soon, soon, draw.uniform(0.02, 0.3, size)))
    returned_at = fulfilled[line] + _seconds(hours * HOUR)
    is_kept = returned_at < end
    line, reason, returned_at = line[is_kept], reason[is_kept], returned_at[is_kept]
    return {
        "return_line": line,
        "returned_at": returned_at,
        "return_quantity": lines["quantity"][line],
        "return_amount": lines["amount"][line],
        "return_reason": reason,
        "return_names_order": ~((reason == WITHDRAWAL) & (draw.random(len(line)) < 0.06)),
    }
