"""From the orders' arrays to the rows that the web shops send: placed first, corrected as the order goes on."""

from datetime import timedelta

import duckdb
import numpy as np
import pandas as pd

from lundi.demo.retailer.frames import frame_of
from lundi.demo.retailer.orders import RETURN_REASONS, ChannelRules, Orders
from lundi.demo.retailer.outbox import contract_columns, delivery_day
from lundi.demo.retailer.size import DemoPlan

PARTNERS = ("panierexpress", "marchenet")
COMMISSION_RATES = ("0.18", "0.22")

# One row per order in its final state.
ORDERS = """
create or replace table demo_{channel}_orders as
select
    o.order_number,
    '{prefix}' || lpad(cast(o.order_number + 1 as varchar), 8, '0') as order_id,
    a.account_id,
    s.store_id,
    s.city,
    o.ordered_at, o.slot_start, o.slot_start + interval 2 hour as slot_end, o.prepared_at, o.fulfilled_at,
    o.cancelled_at, o.is_paid_at_till,
    greatest(o.ordered_at, o.prepared_at, o.fulfilled_at, o.cancelled_at) as last_event_at,
    o.order_number % 5 < 2 as is_second_partner
from order_arrays as o
join demo_stores as s on o.store = s.store_number
left join {accounts} as a on o.account = a.place
"""

LINES = """
create or replace table demo_{channel}_order_lines as
select
    o.order_number,
    o.order_id,
    l.line_number,
    p.product_id,
    q.product_id as ordered_product_id,
    cast(l.quantity * decimal '0.001' as decimal(18, 3)) as quantity,
    cast(l.ordered_quantity * decimal '0.001' as decimal(18, 3)) as ordered_quantity,
    cast(l.price * decimal '0.01' as decimal(18, 2)) as unit_price_eur_incl_tax,
    cast(l.ordered_price * decimal '0.01' as decimal(18, 2)) as ordered_price,
    cast(l.discount * decimal '0.01' as decimal(18, 2)) as discount_eur_incl_tax,
    cast(l.ordered_discount * decimal '0.01' as decimal(18, 2)) as ordered_discount,
    cast(l.amount * decimal '0.01' as decimal(18, 2)) as amount_eur_incl_tax,
    cast(l.ordered_amount * decimal '0.01' as decimal(18, 2)) as ordered_amount,
    p.vat_rate, q.vat_rate as ordered_vat_rate,
    m.promotion_id, n.promotion_id as ordered_promotion_id,
    l.line_place,
    case when o.is_second_partner then decimal '0.22' else decimal '0.18' end as commission_rate
from order_line_arrays as l
join demo_{channel}_orders as o on l.line_order = o.order_number
join demo_products as p on l.product = p.product_number
join demo_products as q on l.ordered_product = q.product_number
left join demo_promotions as m on l.promotion = m.promotion_number
left join demo_promotions as n on l.ordered_promotion = n.promotion_number
"""

RETURNS = """
create or replace table demo_{channel}_returns as
select
    'R' || l.order_id || '-' || cast(l.line_number as varchar) as return_id,
    l.order_id as true_order_id,
    case when r.names_order then l.order_id end as order_id,
    case when r.names_order then l.line_number end as line_number,
    o.account_id, l.product_id, r.returned_at, l.quantity, l.amount_eur_incl_tax, l.unit_price_eur_incl_tax,
    [{reasons}][r.reason + 1] as reason
from order_return_arrays as r
join demo_{channel}_order_lines as l on r.line = l.line_place
join demo_{channel}_orders as o on l.order_id = o.order_id
"""

# An order as the nightly extract of `state_day` (up to its midnight) finds it.
STATES = """
create or replace temp table order_states as
with
moments as (
    {moments}
),
states as (
    select
        o.*, m.state_day, m.delivered_on, m.mode,
        o.prepared_at < m.state_day + 1 as is_prepared,
        o.fulfilled_at < m.state_day + 1 as is_fulfilled,
        o.cancelled_at < m.state_day + 1 as is_cancelled
    from demo_{channel}_orders as o
    join moments as m on o.order_number = m.order_number
)
select
    * replace (
        case when is_prepared then prepared_at end as prepared_at,
        case when is_fulfilled then fulfilled_at end as fulfilled_at,
        case when is_cancelled then cancelled_at end as cancelled_at
    ),
    case
        when is_cancelled then 'cancelled'
        when is_fulfilled then 'fulfilled'
        when is_prepared then 'prepared'
        else 'placed'
    end as status,
    greatest(
        ordered_at,
        case when is_prepared then prepared_at end,
        case when is_fulfilled then fulfilled_at end,
        case when is_cancelled then cancelled_at end
    ) as updated_at,
    coalesce(is_prepared, false) as knows_delivered
from states
"""

# Old history: each order once, in the month of its last event. Daily part: on each day that something happened to it.
MOMENTS = """
    select
        order_number,
        case when event_day < date '{daily_from}' then date '{daily_from}' - 1 else event_day end as state_day,
        case when is_final_before then {month_day} when event_day < date '{daily_from}' then date '{daily_from}'
            else event_day + 1 end as delivered_on,
        case when row_number() over (partition by order_number order by event_day) = 1 then 'append'
            else 'correction' end as mode
    from (
        select distinct
            order_number,
            last_event_at < date '{daily_from}' as is_final_before,
            case
                when last_event_at < date '{daily_from}' then cast(last_event_at as date)
                when cast(moment as date) < date '{daily_from}' then date '{daily_from}' - 1
                else cast(moment as date)
            end as event_day
        from (
            select order_number, last_event_at, unnest([ordered_at, prepared_at, fulfilled_at, cancelled_at]) as moment
            from demo_{channel}_orders
        )
        where moment < date '{end}'
    )
"""

LINE_STATES = """
create or replace temp table line_states as
select
    s.order_id, l.line_number,
    case when s.knows_delivered then l.product_id else l.ordered_product_id end as product_id,
    case when s.knows_delivered then l.quantity else l.ordered_quantity end as quantity,
    l.ordered_quantity,
    case when s.knows_delivered and l.product_id <> l.ordered_product_id then l.ordered_product_id end
        as substituted_for_product_id,
    case when s.knows_delivered then l.unit_price_eur_incl_tax else l.ordered_price end as unit_price_eur_incl_tax,
    case when s.knows_delivered then l.discount_eur_incl_tax else l.ordered_discount end as discount_eur_incl_tax,
    case when s.knows_delivered then l.amount_eur_incl_tax else l.ordered_amount end as amount_eur_incl_tax,
    case when s.knows_delivered then l.vat_rate else l.ordered_vat_rate end as vat_rate,
    case when s.knows_delivered then l.promotion_id else l.ordered_promotion_id end as promotion_id,
    cast(round(
        case when s.knows_delivered then l.amount_eur_incl_tax else l.ordered_amount end
        / (1 + case when s.knows_delivered then l.vat_rate else l.ordered_vat_rate end) * l.commission_rate, 2
    ) as decimal(18, 2)) as commission_eur_excl_tax,
    s.delivered_on, s.mode, s.state_day, s.knows_delivered
from order_states as s
join demo_{channel}_order_lines as l on s.order_number = l.order_number
"""


def add_orders(connection: duckdb.DuckDBPyConnection, plan: DemoPlan, rules: ChannelRules, orders: Orders) -> None:
    """Adds a channel's orders, lines and returns to what waits for delivery."""
    channel = rules.name
    _create_final_tables(connection, rules, orders)
    month_day = delivery_day("event_day", plan)
    end = plan.last_date + timedelta(days=1)
    moments = MOMENTS.format(channel=channel, daily_from=plan.daily_from, month_day=month_day, end=end)
    connection.execute(STATES.format(channel=channel, moments=moments))
    connection.execute(LINE_STATES.format(channel=channel))
    batch = "case mode when 'append' then 1 else 2 end"
    header = _header_columns(channel)
    totals = "select order_id, state_day, sum(amount_eur_incl_tax) as total_eur_incl_tax from line_states group by all"
    connection.execute(
        f"insert into out_{channel}_orders select {header}, delivered_on, mode, {batch} "
        f"from order_states as s join ({totals}) as t using (order_id, state_day) order by delivered_on"
    )
    # Lines are sent again once the delivered quantities are known, not with every later state.
    names = contract_columns(channel, "order_lines")
    connection.execute(
        f"insert into out_{channel}_order_lines select {names}, delivered_on, mode, {batch} from line_states "
        "qualify mode = 'append' or (knows_delivered and "
        "not lag(knows_delivered) over (partition by order_id, line_number order by state_day)) order by delivered_on"
    )
    returned = delivery_day("cast(returned_at as date)", plan)
    account = "null as account_id" if channel == "marketplace" else "account_id"
    names = contract_columns(channel, "returns").replace("account_id", account)
    connection.execute(
        f"insert into out_{channel}_returns select {names}, {returned}, 'append', 1 from demo_{channel}_returns"
    )


def add_till_paid_orders(connection: duckdb.DuckDBPyConnection, plan: DemoPlan) -> None:
    """Drive orders rung at a till when collected: tickets that name their order."""
    day = delivery_day("business_date", plan)
    connection.execute(
        "create or replace temp table paid_at_till as select order_id, order_number, store_id, "
        "cast(fulfilled_at as date) as business_date, fulfilled_at, "
        "store_id || '-' || strftime(fulfilled_at, '%y%m%d') || '-' || cast(90000 + row_number() over "
        "(partition by store_id, cast(fulfilled_at as date) order by fulfilled_at, order_id) as varchar) as ticket_id "
        f"from demo_drive_orders where is_paid_at_till and fulfilled_at < date '{plan.last_date + timedelta(days=1)}'"
    )
    connection.execute(
        "insert into out_pos_tickets select ticket_id, store_id, 'T01', 'staffed', business_date, "
        "fulfilled_at - interval 70 second, fulfilled_at, null, p.order_id, 'sale', "
        f"sum(amount_eur_incl_tax), {day}, 'append', 1 "
        "from paid_at_till as p join demo_drive_order_lines as l using (order_number) group by all"
    )
    connection.execute(
        "insert into out_pos_ticket_lines select ticket_id, line_number, product_id, 'sale', quantity, "
        f"unit_price_eur_incl_tax, discount_eur_incl_tax, amount_eur_incl_tax, vat_rate, promotion_id, {day}, "
        "'append', 1 from paid_at_till as p join demo_drive_order_lines as l using (order_number)"
    )


def _create_final_tables(connection: duckdb.DuckDBPyConnection, rules: ChannelRules, orders: Orders) -> None:
    frames = _frames(orders)
    for name, frame in frames.items():
        connection.register(name, frame)
    accounts = {
        "drive": "demo_drive_account_places",
        "ecommerce": "demo_ecommerce_account_places",
        "marketplace": "(select 0 as place, cast(null as varchar) as account_id where false)",
    }[rules.name]
    reasons = ", ".join(f"'{reason}'" for reason in RETURN_REASONS)
    prefix = {"drive": "D", "ecommerce": "E", "marketplace": "M"}[rules.name]
    connection.execute(ORDERS.format(channel=rules.name, prefix=prefix, accounts=accounts))
    connection.execute(LINES.format(channel=rules.name))
    connection.execute(RETURNS.format(channel=rules.name, reasons=reasons))
    for name in frames:
        connection.unregister(name)


def _frames(orders: Orders) -> dict[str, pd.DataFrame]:
    times = {
        name: getattr(orders, name).astype("datetime64[us]")
        for name in ("ordered_at", "slot_start", "prepared_at", "fulfilled_at", "cancelled_at")
    }
    lines = [
        "line_order",
        "line_number",
        "product",
        "ordered_product",
        "quantity",
        "ordered_quantity",
        "price",
        "ordered_price",
        "discount",
        "ordered_discount",
        "amount",
        "ordered_amount",
        "promotion",
        "ordered_promotion",
    ]
    return {
        "order_arrays": frame_of(
            {
                "order_number": np.arange(len(orders.store)),
                "store": orders.store,
                "account": orders.account,
                "is_paid_at_till": orders.is_paid_at_till,
                **times,
            }
        ),
        "order_line_arrays": frame_of(
            {"line_place": np.arange(len(orders.line_order))} | {name: getattr(orders, name) for name in lines}
        ),
        "order_return_arrays": frame_of(
            {
                "line": orders.return_line,
                "returned_at": orders.returned_at.astype("datetime64[us]"),
                "reason": orders.return_reason,
                "names_order": orders.return_names_order,
            }
        ),
    }


def _header_columns(channel: str) -> str:
    if channel != "marketplace":
        return contract_columns(channel, "orders")
    first, second = (f"'{partner}'" for partner in PARTNERS)
    return (
        f"order_id, case when is_second_partner then {second} else {first} end as partner_code, store_id, ordered_at, "
        "fulfilled_at, cancelled_at, status, city, total_eur_incl_tax"
    )
