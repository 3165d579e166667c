"""Till tickets and their lines, one week at a time, as arrays."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from lundi.demo.retailer.assortment import FORMAT_REACH, Assortment, draw_quantities, gross_cents
from lundi.demo.retailer.calendar import DemoCalendar, days_between
from lundi.demo.retailer.customers import Shoppers
from lundi.demo.retailer.products import EACH
from lundi.demo.retailer.randomness import generator
from lundi.demo.retailer.size import DemoPlan
from lundi.demo.retailer.stores import Store
from lundi.demo.retailer.traffic import closing_minute_profile, is_morning_only, till_factor

MEAN_LINES = {"hypermarket": 13.0, "supermarket": 9.0, "city": 4.5, "drive": 0.0, "darkstore": 0.0}
CARD_SHARE = 0.56
CARD_LINES_FACTOR, NO_CARD_LINES_FACTOR = 1.12, 0.85
FUEL_TICKETS_PER_TICKET = 0.14
RETURN_TICKET_SHARE = 0.004
RETURN_LINE_SHARE = 0.0012
VOID_SHARE, TRAINING_SHARE = 0.004, 0.001

STAFFED, SELF_CHECKOUT, SCAN_AND_GO = 0, 1, 2
CHECKOUT_MODES = ("staffed", "self_checkout", "scan_and_go")
MODE_SHARES = {
    "hypermarket": (0.63, 0.30, 0.07),
    "supermarket": (0.70, 0.26, 0.04),
    "city": (0.56, 0.44, 0.0),
}
SALE, VOID, TRAINING = 0, 1, 2
STATUSES = ("sale", "void", "training")
FUEL_TILL = 90


@dataclass(frozen=True)
class TillWeek:
    """The tickets of a week, in the order of store, day and time, and their lines."""

    store: np.ndarray  # number of the store
    day: np.ndarray  # datetime64[D], the business date
    closed_second: np.ndarray  # seconds after the business date's midnight
    duration: np.ndarray  # seconds
    sequence: np.ndarray  # within store and day, from 1
    till: np.ndarray
    mode: np.ndarray
    status: np.ndarray
    card: np.ndarray  # number of the card, -1 without
    app_user: np.ndarray  # scan-and-go: number of the app's user, -1 otherwise
    line_ticket: np.ndarray
    line_number: np.ndarray
    product: np.ndarray
    quantity: np.ndarray  # thousandths, negative on returns
    price: np.ndarray  # cents
    discount: np.ndarray
    amount: np.ndarray
    promotion: np.ndarray  # -1: none


class TillModel:
    """Everything that a week's tickets are drawn from, made once."""

    def __init__(
        self,
        plan: DemoPlan,
        stores: list[Store],
        calendar: DemoCalendar,
        assortment: Assortment,
        shoppers: Shoppers,
    ) -> None:
        self.plan = plan
        self.stores = stores
        self.calendar = calendar
        self.assortment = assortment
        self.shoppers = shoppers
        self.formats = np.array([store.format for store in stores], dtype=object)
        days = days_between(plan.first_date, plan.last_date)
        factors = np.array([[till_factor(s, day, calendar, plan) for day in days] for s in stores])
        weights = np.array([store.till_weight for store in stores])
        mean_lines = np.array([MEAN_LINES[store.format] for store in stores])
        has_fuel = np.array([store.format == "hypermarket" for store in stores])
        lines_per_unit = (factors * (weights * (mean_lines + has_fuel * FUEL_TICKETS_PER_TICKET))[:, None]).sum()
        self.tickets_per_unit = plan.size.ticket_line_count / lines_per_unit
        self.expected_tickets = factors * weights[:, None] * self.tickets_per_unit
        self.is_open = factors > 0

    def week(self, monday: date) -> TillWeek:
        """The tickets of one week; the same whatever other weeks are made."""
        draw = generator(self.plan.seed, "till_sales", monday)
        heads = self._heads(draw, monday)
        return self._with_lines(draw, monday, heads)

    def _heads(self, draw: np.random.Generator, monday: date) -> dict[str, np.ndarray]:
        first = (monday - self.plan.first_date).days
        expected = self.expected_tickets[:, first : first + 7]
        is_open = self.is_open[:, first : first + 7]
        # An open store has a customer: a day without any would be a missing delivery.
        shop = np.where(is_open, np.maximum(draw.poisson(expected), 1), 0)
        has_fuel = (self.formats == "hypermarket")[:, None]
        fuel = draw.poisson(np.where(has_fuel, expected * FUEL_TICKETS_PER_TICKET, 0))
        store, day, is_fuel = [], [], []
        for counts, flag in ((shop, False), (fuel, True)):
            cells = np.repeat(np.arange(counts.size), counts.ravel())
            store.append(cells // 7)
            day.append(cells % 7)
            is_fuel.append(np.full(len(cells), flag))
        heads = {
            "store": np.concatenate(store),
            "weekday": np.concatenate(day),
            "is_fuel": np.concatenate(is_fuel),
        }
        heads["second"] = self._closing_seconds(draw, monday, heads)
        order = np.lexsort((heads["second"], heads["weekday"], heads["store"]))
        heads = {name: values[order] for name, values in heads.items()}
        heads |= self._sequences(heads)
        return heads | self._customers_and_tills(draw, monday, heads)

    def _closing_seconds(self, draw: np.random.Generator, monday: date, heads: dict[str, np.ndarray]) -> np.ndarray:
        uniform = draw.random(len(heads["store"]))
        seconds = draw.integers(0, 60, len(uniform))
        for _, members, profile in self._profiles(monday, heads):
            seconds[members] += 60 * np.searchsorted(profile, uniform[members], side="right")
        return seconds

    def _profiles(self, monday: date, heads: dict[str, np.ndarray]) -> Iterator[tuple[tuple, np.ndarray, np.ndarray]]:
        """The tickets that share a profile of the day."""
        groups: dict[tuple, list[int]] = {}
        for store in self.stores:
            if store.till_weight == 0:
                continue
            for weekday in range(7):
                day = monday + timedelta(days=weekday)
                morning = is_morning_only(store, day, self.calendar)
                key = (store.format, weekday + 1, morning, store.closes_after_midnight)
                groups.setdefault(key, []).append(store.number * 7 + weekday)
        cell = heads["store"] * 7 + heads["weekday"]
        group_of_cell = np.full(len(self.stores) * 7, -1)
        for number, cells in enumerate(groups.values()):
            group_of_cell[cells] = number
        group = group_of_cell[cell]
        for number, key in enumerate(groups):
            members = np.flatnonzero(group == number)
            kind, weekday, morning, late = key
            yield key, members, closing_minute_profile(kind, weekday, morning_only=morning, late=late)

    @staticmethod
    def _sequences(heads: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        cell = heads["store"] * 7 + heads["weekday"]
        starts = np.flatnonzero(np.diff(cell, prepend=-1))
        counts = np.diff(np.append(starts, len(cell)))
        return {"sequence": np.arange(len(cell)) - np.repeat(starts, counts) + 1}

    def _customers_and_tills(
        self, draw: np.random.Generator, monday: date, heads: dict[str, np.ndarray]
    ) -> dict[str, np.ndarray]:
        count = len(heads["store"])
        kinds = self.formats[heads["store"]]
        shares = np.array([MODE_SHARES.get(kind, (1.0, 0.0, 0.0)) for kind in self.formats])[heads["store"]]
        uniform = draw.random(count)
        mode = (uniform[:, None] > np.cumsum(shares, axis=1)[:, :2]).sum(axis=1)
        mode = np.where(heads["is_fuel"], SELF_CHECKOUT, mode)
        day = np.datetime64(monday, "D") + heads["weekday"].astype("timedelta64[D]")
        card = self.shoppers.cards_for(draw, heads["store"], day, CARD_SHARE)
        user, user_card = self.shoppers.app_users_for(draw, heads["store"], day)
        mode = np.where((mode == SCAN_AND_GO) & (user < 0), STAFFED, mode)
        is_scan = mode == SCAN_AND_GO
        # Four of a hundred scan with their phone and show somebody else's card at the gate.
        card = np.where(is_scan & (draw.random(count) >= 0.04), user_card, card)
        status = np.searchsorted(
            (1 - VOID_SHARE - TRAINING_SHARE, 1 - TRAINING_SHARE), draw.random(count), side="right"
        )
        status = np.where(heads["sequence"] == 1, SALE, status)
        card = np.where(status == TRAINING, -1, card)
        tills = np.maximum(1, np.ceil(self.expected_tickets.max(axis=1) / 90)).astype(int)[heads["store"]]
        staffed = 1 + (draw.random(count) * (tills + (kinds == "hypermarket"))).astype(int)
        base = np.array((0, 50, 70))[mode]
        till = np.where(mode == STAFFED, staffed, base + 1 + (draw.random(count) * np.minimum(tills, 4)).astype(int))
        return {
            "day": day,
            "mode": mode,
            "card": card,
            "app_user": np.where(is_scan, user, -1),
            "status": status,
            "till": np.where(heads["is_fuel"], FUEL_TILL, till),
        }

    def _with_lines(self, draw: np.random.Generator, monday: date, heads: dict[str, np.ndarray]) -> TillWeek:
        counts, is_return_ticket = self._line_counts(draw, heads)
        ticket = np.repeat(np.arange(len(counts)), counts)
        line_number = np.arange(len(ticket)) - np.repeat(np.cumsum(counts) - counts, counts) + 1
        product = self._draw_products(draw, monday, heads, ticket)
        prices = self.assortment.prices_on(monday)
        price = prices[product]
        products = self.assortment.products
        quantity = draw_quantities(draw, products, product, price)
        is_fuel_line = heads["is_fuel"][ticket]
        litres = draw.normal(34_000, 9_000, int(is_fuel_line.sum()))
        quantity[is_fuel_line] = np.clip(litres, 8_000, 70_000).astype(np.int64) // 10 * 10
        gross = gross_cents(quantity, price)
        discount, promotion = self.assortment.discounts(self.assortment.week_number(monday), product, quantity, gross)
        can_return = (products.unit[product] == EACH) & ~is_fuel_line & (heads["status"] == SALE)[ticket]
        is_return = can_return & (is_return_ticket[ticket] | (draw.random(len(ticket)) < RETURN_LINE_SHARE))
        sign = np.where(is_return, -1, 1)
        return TillWeek(
            store=heads["store"],
            day=heads["day"],
            closed_second=heads["second"],
            duration=30 + 7 * counts + (draw.random(len(counts)) * 40).astype(int),
            sequence=heads["sequence"],
            till=heads["till"],
            mode=heads["mode"],
            status=heads["status"],
            card=heads["card"],
            app_user=heads["app_user"],
            line_ticket=ticket,
            line_number=line_number,
            product=product,
            quantity=quantity * sign,
            price=price,
            discount=discount * sign,
            amount=(gross - discount) * sign,
            promotion=promotion,
        )

    def _line_counts(self, draw: np.random.Generator, heads: dict[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
        mean = np.array([MEAN_LINES[kind] for kind in self.formats])[heads["store"]]
        mean = mean * np.where(heads["card"] >= 0, CARD_LINES_FACTOR, NO_CARD_LINES_FACTOR)
        mean = mean * np.where(heads["mode"] == SELF_CHECKOUT, 0.7, 1.12)
        drawn = np.ceil(draw.gamma(1.35, 1.0, len(mean)) / 1.35 * (mean - 0.5)).astype(int)
        is_return = ~heads["is_fuel"] & (draw.random(len(mean)) < RETURN_TICKET_SHARE) & (heads["sequence"] > 1)
        counts = np.where(heads["is_fuel"], 1, np.clip(drawn, 1, 90))
        return np.where(is_return, np.minimum(counts, 2), counts), is_return

    def _draw_products(
        self, draw: np.random.Generator, monday: date, heads: dict[str, np.ndarray], ticket: np.ndarray
    ) -> np.ndarray:
        reach_of_store = np.array([FORMAT_REACH[kind] for kind in self.formats])
        group = np.where(heads["is_fuel"], 21, heads["weekday"] * 3 + reach_of_store[heads["store"]])[ticket]
        product = np.empty(len(ticket), dtype=np.int64)
        for number in range(21):
            members = np.flatnonzero(group == number)
            if len(members):
                day = monday + timedelta(days=number // 3)
                product[members] = self.assortment.draw(draw, day, number % 3, len(members))
        fuel = np.flatnonzero(group == 21)
        product[fuel] = self.assortment.draw_fuel(draw, len(fuel))
        return product
