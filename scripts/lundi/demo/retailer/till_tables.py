"""From a week's arrays to the rows that the tills send."""

import duckdb
import numpy as np
import pandas as pd

from lundi.demo.retailer.customers import Shoppers
from lundi.demo.retailer.frames import create_table, frame_of
from lundi.demo.retailer.outbox import delivery_day
from lundi.demo.retailer.products import ean13
from lundi.demo.retailer.randomness import generator
from lundi.demo.retailer.size import DemoPlan
from lundi.demo.retailer.till_sales import CHECKOUT_MODES, STATUSES, TillWeek

UNKNOWN_PRODUCT_SHARE = 0.001
UNKNOWN_PRODUCT_COUNT = 24

TICKET_ARRAYS = ("store", "closed_second", "duration", "sequence", "till", "mode", "status", "card", "app_user")
LINE_ARRAYS = ("line_number", "product", "quantity", "price", "discount", "promotion")

TICKETS = """
create or replace temp table week_tickets as
select
    t.ticket_number,
    s.store_id || '-' || strftime(t.day, '%y%m%d') || '-' || lpad(cast(t.sequence as varchar), 5, '0') as ticket_id,
    s.store_id,
    'T' || lpad(cast(t.till as varchar), 2, '0') as till_id,
    [{modes}][t.mode + 1] as checkout_mode,
    cast(t.day as date) as business_date,
    cast(t.day as timestamp) + to_seconds(t.closed_second - t.duration) as opened_at,
    cast(t.day as timestamp) + to_seconds(t.closed_second) as closed_at,
    c.loyalty_card_number,
    [{statuses}][t.status + 1] as status,
    cast(t.total * decimal '0.01' as decimal(18, 2)) as total_eur_incl_tax,
    t.app_user,
    t.sequence
from week_ticket_arrays as t
join demo_stores as s on t.store = s.store_number
left join demo_card_places as c on t.card = c.place
"""

LINES = """
insert into out_pos_ticket_lines
select
    t.ticket_id, l.line_number, coalesce(u.product_id, p.product_id),
    case when l.quantity < 0 then 'return' else 'sale' end,
    cast(l.quantity * decimal '0.001' as decimal(18, 3)),
    cast(l.price * decimal '0.01' as decimal(18, 2)),
    cast(l.discount * decimal '0.01' as decimal(18, 2)),
    cast(l.amount * decimal '0.01' as decimal(18, 2)),
    p.vat_rate, m.promotion_id, {delivered_on}, 'append', 1
from week_line_arrays as l
join week_tickets as t on l.line_ticket = t.ticket_number
join demo_products as p on l.product = p.product_number
left join demo_promotions as m on l.promotion = m.promotion_number
left join demo_unknown_products as u on l.unknown = u.place
"""

UNKNOWN_PRODUCTS = """
insert into planted_faults
select 'product_unknown', 'pos/ticket_lines', t.store_id, t.business_date,
    t.ticket_id || '/' || cast(l.line_number as varchar), cast(l.amount * decimal '0.01' as decimal(18, 2))
from week_line_arrays as l
join week_tickets as t on l.line_ticket = t.ticket_number
where l.unknown >= 0
"""

# Every ninth scan-and-go ticket follows a session that was given up some twenty minutes earlier.
SCAN_SESSIONS = """
insert into out_app_scan_sessions
select 'G' || t.ticket_id, u.app_user_id, t.store_id, t.opened_at, t.ticket_id, {delivered_on}, 'append', 1
from week_tickets as t
join demo_app_user_places as u on t.app_user = u.place
union all
select
    'X' || t.ticket_id, u.app_user_id, t.store_id, t.opened_at - interval 20 minute, null, {delivered_on}, 'append', 1
from week_tickets as t
join demo_app_user_places as u on t.app_user = u.place
where t.sequence % 9 = 0
"""


def create_places(connection: duckdb.DuckDBPyConnection, shoppers: Shoppers) -> None:
    """The keys of cards, users and accounts by the place under which tickets and orders name them."""
    holders = {
        "demo_card_places": ("loyalty_card_number", shoppers.cards),
        "demo_app_user_places": ("app_user_id", shoppers.app_users),
        "demo_drive_account_places": ("account_id", shoppers.drive_accounts),
        "demo_ecommerce_account_places": ("account_id", shoppers.ecommerce_accounts),
    }
    for table, (key, held) in holders.items():
        columns = {"place": np.arange(len(held.key)), key: held.key.astype(object)}
        create_table(connection, table, columns, f"place, cast({key} as varchar) as {key}")
    unknown = [ean13(f"299{number:09d}") for number in range(UNKNOWN_PRODUCT_COUNT)]
    columns = {"place": np.arange(UNKNOWN_PRODUCT_COUNT), "product_id": np.array(unknown, dtype=object)}
    create_table(connection, "demo_unknown_products", columns)


def add_till_weeks(connection: duckdb.DuckDBPyConnection, plan: DemoPlan, weeks: list[TillWeek]) -> None:
    """Adds the tickets, lines and scan sessions of these weeks to what waits for delivery."""
    tickets, lines = _frames(plan, weeks)
    connection.register("week_ticket_arrays", tickets)
    connection.register("week_line_arrays", lines)
    day = delivery_day("t.business_date", plan)
    modes = ", ".join(f"'{mode}'" for mode in CHECKOUT_MODES)
    statuses = ", ".join(f"'{status}'" for status in STATUSES)
    connection.execute(TICKETS.format(modes=modes, statuses=statuses))
    connection.execute(
        "insert into out_pos_tickets select ticket_id, store_id, till_id, checkout_mode, business_date, opened_at, "
        f"closed_at, loyalty_card_number, null, status, total_eur_incl_tax, {day}, 'append', 1 from week_tickets as t"
    )
    connection.execute(LINES.format(delivered_on=day))
    connection.execute(UNKNOWN_PRODUCTS)
    connection.execute(SCAN_SESSIONS.format(delivered_on=day))
    connection.unregister("week_ticket_arrays")
    connection.unregister("week_line_arrays")


def _frames(plan: DemoPlan, weeks: list[TillWeek]) -> tuple[pd.DataFrame, pd.DataFrame]:
    sizes = [len(week.store) for week in weeks]
    offsets = np.cumsum([0, *sizes[:-1]])

    def of_all(name: str) -> np.ndarray:
        return np.concatenate([getattr(week, name) for week in weeks])

    line_ticket = np.concatenate([week.line_ticket + offset for week, offset in zip(weeks, offsets, strict=True)])
    amount = of_all("amount")
    total = np.zeros(sum(sizes), dtype=np.int64)
    np.add.at(total, line_ticket, amount)
    tickets = {name: of_all(name) for name in TICKET_ARRAYS}
    lines = {name: of_all(name) for name in LINE_ARRAYS}
    unknown = np.concatenate([_unknown_products(plan, week) for week in weeks])
    return (
        frame_of(
            {
                "ticket_number": np.arange(len(total)),
                "day": of_all("day").astype("datetime64[us]"),
                "total": total,
                **tickets,
            }
        ),
        frame_of({"line_ticket": line_ticket, "amount": amount, "unknown": unknown, **lines}),
    )


def _unknown_products(plan: DemoPlan, week: TillWeek) -> np.ndarray:
    """The place of the unknown code under which a line was sold, -1 for what the referential knows."""
    draw = generator(plan.seed, "unknown_products", week.day.min())
    is_unknown = draw.random(len(week.product)) < UNKNOWN_PRODUCT_SHARE
    return np.where(is_unknown, draw.integers(0, UNKNOWN_PRODUCT_COUNT, len(week.product)), -1)
