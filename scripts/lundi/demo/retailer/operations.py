"""What the back office sends: costs, targets, known waste, Z reports, drive slots and the partners' settlements."""

from datetime import date, timedelta

import duckdb
import numpy as np

from lundi.demo.retailer.assortment import FORMAT_REACH, Assortment, draw_quantities
from lundi.demo.retailer.calendar import days_between
from lundi.demo.retailer.frames import create_table
from lundi.demo.retailer.orders import DRIVE, ECOMMERCE, MARKETPLACE, SLOT_HOURS, SLOT_SHARES, expected_orders
from lundi.demo.retailer.outbox import delivery_day
from lundi.demo.retailer.products import RISING_SUPPLIER_NUMBER, Products
from lundi.demo.retailer.randomness import generator
from lundi.demo.retailer.size import DemoPlan
from lundi.demo.retailer.stores import Store
from lundi.demo.retailer.till_sales import FUEL_TICKETS_PER_TICKET, MEAN_LINES, TillModel
from lundi.demo.retailer.traffic import DRIVE_PEAK_FACTOR, till_factor

SUPPLIER_RISE = 1.05
WASTED_LINES_PER_LINE = 0.006
MEAN_LITRES = 34
ANNOUNCED_AHEAD = timedelta(weeks=4)


class Costs:
    """Unit costs excluding tax by quarter and product; the supplier's rise comes two quarters before the end."""

    def __init__(self, plan: DemoPlan, products: Products) -> None:
        self.quarters = _quarter_starts(plan)
        draw = generator(plan.seed, "costs")
        drift = np.cumsum(draw.normal(0, 0.004, (len(self.quarters), products.count)), axis=0)
        self.unit_cost = np.empty((len(self.quarters), products.count))
        for number, start in enumerate(self.quarters):
            lowest = _lowest_price(plan, products, start)
            is_rising = (products.supplier_number == RISING_SUPPLIER_NUMBER) & (number >= len(self.quarters) - 2)
            share = (1 - products.margin) * (1 + drift[number]) * np.where(is_rising, SUPPLIER_RISE, 1.0)
            self.unit_cost[number] = np.round(lowest / 100 / (1 + products.vat_rate) * np.minimum(share, 0.985), 4)

    def on(self, day: date) -> np.ndarray:
        """The cost of every product that day."""
        number = sum(start <= day for start in self.quarters) - 1
        return self.unit_cost[max(number, 0)]


def add_costs(connection: duckdb.DuckDBPyConnection, plan: DemoPlan, costs: Costs) -> None:
    """A row where a product's cost is new or has changed by more than half a percent."""
    known = np.zeros(costs.unit_cost.shape[1])
    quarter, product = [], []
    for number, row in enumerate(costs.unit_cost):
        changed = np.flatnonzero(np.abs(row / np.where(known == 0, np.inf, known) - 1) > 0.005)
        known[changed] = row[changed]
        quarter.append(np.full(len(changed), number))
        product.append(changed)
    quarter_of_row, product_of_row = np.concatenate(quarter), np.concatenate(product)
    columns = {
        "product_number": product_of_row,
        "valid_from": np.array(costs.quarters, dtype="datetime64[us]")[quarter_of_row],
        "unit_cost": costs.unit_cost[quarter_of_row, product_of_row],
    }
    create_table(connection, "cost_rows", columns, "* replace (cast(valid_from as date) as valid_from)")
    # A price list is sent the night before it holds.
    connection.execute(
        "insert into out_reference_product_costs select product_id, valid_from, unit_cost, valid_from, 'append', 1 "
        "from cost_rows join demo_products using (product_number)"
    )


def add_waste(
    connection: duckdb.DuckDBPyConnection, plan: DemoPlan, mondays: list[date], till: TillModel, costs: Costs
) -> None:
    """The known waste of these weeks: what is perishable, in proportion to what the store sells."""
    weeks = [_wasted(plan, monday, till, costs) for monday in mondays]
    columns = {name: np.concatenate([week[name] for week in weeks]) for name in weeks[0]}
    create_table(connection, "waste_rows", columns, "* replace (cast(business_date as date) as business_date)")
    connection.execute(
        "insert into out_pos_waste select store_id, business_date, product_id, sum(quantity) * decimal '0.001', "
        "cast(round(sum(quantity) / 1000 * any_value(unit_cost), 2) as decimal(18, 2)), "
        f"{delivery_day('business_date', plan)}, 'append', 1 "
        "from waste_rows join demo_stores using (store_number) join demo_products using (product_number) group by all"
    )


def _wasted(plan: DemoPlan, monday: date, till: TillModel, costs: Costs) -> dict[str, np.ndarray]:
    draw = generator(plan.seed, "waste", monday)
    assortment = till.assortment
    products = assortment.products
    first = (monday - plan.first_date).days
    mean_lines = np.array([MEAN_LINES[store.format] for store in till.stores])[:, None]
    expected = till.expected_tickets[:, first : first + 7] * mean_lines * WASTED_LINES_PER_LINE
    counts = np.where(till.is_open[:, first : first + 7], draw.poisson(np.maximum(expected, 0.5)), 0)
    cell = np.repeat(np.arange(counts.size), counts.ravel())
    store, weekday = cell // 7, cell % 7
    reach = np.array([FORMAT_REACH[s.format] for s in till.stores])[store]
    product = np.zeros(len(cell), dtype=np.int64)
    for number in (0, 1, 2):
        members = np.flatnonzero(reach == number)
        weights = np.cumsum(np.where(products.is_perishable, assortment.weights_on(monday, number), 0.0))
        product[members] = np.searchsorted(weights, draw.random(len(members)) * weights[-1], side="right")
    return {
        "store_number": store,
        "business_date": (np.datetime64(monday, "D") + weekday.astype("timedelta64[D]")).astype("datetime64[us]"),
        "product_number": product,
        "quantity": draw_quantities(draw, products, product, assortment.prices_on(monday)[product]),
        "unit_cost": costs.on(monday)[product],
    }


def add_z_reports(connection: duckdb.DuckDBPyConnection, plan: DemoPlan, first: date, last: date) -> None:
    """The Z of every till and day, from the tickets as they were rung."""
    connection.execute(
        "insert into out_pos_z_reports select store_id, till_id, business_date, count(*), sum(total_eur_incl_tax), "
        f"{delivery_day('business_date', plan)}, 'append', 1 from out_pos_tickets "
        f"where status = 'sale' and mode = 'append' and business_date between date '{first}' and date '{last}' "
        "group by all"
    )


def add_slots(connection: duckdb.DuckDBPyConnection, plan: DemoPlan, stores: list[Store], till: TillModel) -> None:
    """The drive's slots with a capacity some third above what a plain week asks; the peak week got more, not enough."""
    days, expected = expected_orders(DRIVE, plan, stores, till.calendar)
    store, day = np.nonzero(expected)
    per_slot = expected[store, day][:, None] * np.array(SLOT_SHARES)[None, :]
    start = np.array(days, dtype="datetime64[s]")[day]
    peak = np.datetime64(plan.peak_week_start, "s")
    is_peak = (start >= peak) & (start < peak + np.timedelta64(7, "D"))
    capacity = np.ceil(per_slot * np.where(is_peak, 0.95, 1.35)[:, None])
    hours = np.array(SLOT_HOURS) * 3600
    columns = {
        "store_number": np.repeat(store, len(hours)),
        "slot_start": (np.repeat(start, len(hours)) + np.tile(hours, len(store)).astype("timedelta64[s]")).astype(
            "datetime64[us]"
        ),
        "capacity": capacity.ravel().astype(np.int64),
    }
    create_table(connection, "slot_rows", columns)
    week = "cast(date_trunc('week', slot_start) as date)"
    connection.execute(
        "insert into out_drive_slots select store_id, slot_start, slot_start + interval 2 hour, capacity, "
        f"case when {week} < date '{plan.daily_from}' then {delivery_day('cast(slot_start as date)', plan)} "
        f"else {week} end, 'append', 1 from slot_rows join demo_stores using (store_number)"
    )


def add_settlements(connection: duckdb.DuckDBPyConnection, plan: DemoPlan) -> None:
    """What each partner pays for a month, on the tenth of the next one; taxes of 20 % on the commission."""
    connection.execute(
        f"""
        insert into out_marketplace_settlements
        with sold as (
            select
                case when o.is_second_partner then 'marchenet' else 'panierexpress' end as partner_code,
                date_trunc('month', o.fulfilled_at) as month_start,
                l.amount_eur_incl_tax - coalesce(r.amount_eur_incl_tax, 0) as gross,
                cast(round(l.amount_eur_incl_tax / (1 + l.vat_rate) * l.commission_rate, 2) as decimal(18, 2))
                    as commission
            from demo_marketplace_orders as o
            join demo_marketplace_order_lines as l using (order_number)
            left join demo_marketplace_returns as r on r.true_order_id = l.order_id and r.line_number = l.line_number
            where o.fulfilled_at is not null
        )
        select
            upper(partner_code[1:2]) || strftime(month_start, '%Y%m') as settlement_id,
            partner_code, cast(month_start as date), cast(month_start + interval 1 month - interval 1 day as date),
            sum(gross), sum(commission),
            cast(sum(gross) - round(sum(commission) * decimal '1.20', 2) as decimal(18, 2)) as paid,
            cast(month_start + interval 1 month + interval 9 day as date) as paid_on,
            {delivery_day("cast(month_start + interval 1 month + interval 9 day as date)", plan)}, 'append', 1
        from sold
        group by partner_code, month_start
        having month_start + interval 1 month + interval 9 day <= date '{plan.last_date}'
        """
    )


def create_targets_table(connection: duckdb.DuckDBPyConnection, plan: DemoPlan, till: TillModel) -> None:
    """Targets of every store, channel and ISO week of each year that the history touches, future weeks included."""
    first = date.fromisocalendar(plan.first_date.isocalendar().year, 1, 1)
    last = date.fromisocalendar(plan.last_date.isocalendar().year + 1, 1, 1) - timedelta(days=1)
    days = days_between(first, last)
    rows = []
    for channel, expected in _expected_revenue(plan, till, days).items():
        weekly = expected.reshape(len(till.stores), -1, 7).sum(axis=2)
        for store in till.stores:
            ambition = 1 + 0.015 * ((store.number * 7 + len(channel)) % 9 - 3)
            for number in np.flatnonzero(weekly[store.number] > 0):
                monday = first + timedelta(weeks=int(number))
                label = f"{monday.isocalendar().year}-W{monday.isocalendar().week:02d}"
                amount = round(float(weekly[store.number, number]) * ambition / 10) * 10
                rows.append((label, store.store_id, channel, amount, monday, store.opened_on, store.closed_on))
    names = ("iso_week", "store_id", "channel", "amount", "monday", "opened_on", "closed_on")
    columns = {name: np.array([row[place] for row in rows], dtype=object) for place, name in enumerate(names)}
    for name in ("monday", "opened_on", "closed_on"):
        columns[name] = columns[name].astype("datetime64[us]")
    select = (
        "iso_week, store_id, channel, cast(amount as decimal(18, 2)) as revenue_target_eur_excl_tax, "
        "cast(monday as date) as monday, cast(opened_on as date) as opened_on, cast(closed_on as date) as closed_on"
    )
    create_table(connection, "demo_targets", columns, select)


def targets_select(day: date) -> str:
    """The targets as they stand on a day: this year's and older ones, of the stores known by then."""
    last_monday = date.fromisocalendar(day.isocalendar().year + 1, 1, 1)
    return (
        "select iso_week, store_id, channel, revenue_target_eur_excl_tax from demo_targets "
        f"where monday < date '{last_monday}' and opened_on <= date '{day + ANNOUNCED_AHEAD}' "
        f"and (closed_on is null or monday < closed_on or closed_on > date '{day + ANNOUNCED_AHEAD}')"
    )


def _expected_revenue(plan: DemoPlan, till: TillModel, days: list[date]) -> dict[str, np.ndarray]:
    """Expected revenue excluding tax in euros by channel [store, day]."""
    known = [store for store in till.stores]
    factors = np.array([[till_factor(store, day, till.calendar, plan) for day in days] for store in known])
    line_values = {reach: _line_value(till.assortment, reach) for reach in (0, 1, 2)}
    per_ticket = np.array(
        [
            MEAN_LINES[store.format] * line_values[FORMAT_REACH[store.format]]
            + (FUEL_TICKETS_PER_TICKET * MEAN_LITRES * 1.45 if store.format == "hypermarket" else 0)
            for store in known
        ]
    )
    weights = np.array([store.till_weight for store in known])
    revenue = {"store": factors * till.tickets_per_unit * (weights * per_ticket)[:, None]}
    whole = DemoPlan(plan.seed, plan.size, days[0], days[-1], plan.daily_from)
    for rules, channel in ((DRIVE, "drive"), (ECOMMERCE, "home_delivery"), (MARKETPLACE, "marketplace")):
        expected_days, expected = expected_orders(rules, plan, known, till.calendar)
        other_days, unscaled = expected_orders(rules, whole, known, till.calendar)
        # The same orders per week as in the history: the two windows differ in their mean season only.
        place = other_days.index(expected_days[0]) if expected_days[0] in other_days else 0
        shared = min(len(expected_days), len(other_days) - place)
        scale = expected[:, :shared].sum() / max(unscaled[:, place : place + shared].sum(), 1e-9)
        orders = unscaled[:, : len(days)] * scale
        if rules is DRIVE:
            is_peak = np.array([plan.peak_week_start <= d < plan.peak_week_start + timedelta(weeks=1) for d in days])
            orders = orders / np.where(is_peak, DRIVE_PEAK_FACTOR, 1.0)
        revenue[channel] = orders * (1 - rules.cancelled_share) * rules.mean_lines * line_values[1]
    return revenue


def _line_value(assortment: Assortment, reach: int) -> float:
    """Mean amount of a line excluding tax in euros, mid-history."""
    plan = assortment.plan
    day = plan.first_date + (plan.last_date - plan.first_date) / 2
    weights = assortment.weights_on(day, reach)
    prices = assortment.prices_on(day)
    products = assortment.products
    draw = generator(plan.seed, "line_value", reach)
    product = np.minimum(
        np.searchsorted(np.cumsum(weights), draw.random(20_000) * weights.sum(), side="right"), products.count - 1
    )
    quantity = draw_quantities(draw, products, product, prices[product])
    return float((quantity / 1000 * prices[product] / 100 / (1 + products.vat_rate[product])).mean() * 0.97)


def _quarter_starts(plan: DemoPlan) -> list[date]:
    starts = [plan.first_date]
    for year in range(plan.first_date.year, plan.last_date.year + 1):
        starts += [date(year, month, 1) for month in (1, 4, 7, 10)]
    return [plan.first_date] + [day for day in starts[1:] if plan.first_date < day <= plan.last_date]


def _lowest_price(plan: DemoPlan, products: Products, start: date) -> np.ndarray:
    """The lowest shelf price in the quarter that begins then: no cost lies above a price."""
    mondays = [start - timedelta(days=start.weekday()) + timedelta(weeks=week) for week in range(14)]
    return np.min([products.prices_on(monday, plan.first_date) for monday in mondays], axis=0)
