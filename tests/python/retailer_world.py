"""A retailer of seven stores around Easter 2026 and week 53, small enough to split its evolution on paper.

All prices are 10.00 in 2025 and 11.00 in 2026 (marketplace: 10.55), taxed at 5.5 %; stores are open on Mondays and
Fridays unless said otherwise. 2026-W15 holds Easter Monday; by default it meets 2025-W15, by event 2025-W17.

A  comparable
B  opens on the Monday of 2026-W15
C  open Monday to Friday, closed for a refit on three days of 2025-W15
D  moves from region 84 to region 93 in 2026-W15
E  takes back more than it sells on the Friday of 2026-W15
F  a drive with twelve times its orders in 2026-W15
G  a dark store that sells through a partner in 2026-W15 only, Mondays only

Who bought is known of some tickets and orders: `golden_people`.
"""

from decimal import Decimal
from typing import Any

from golden_people import ORDER_ACCOUNTS, TICKET_CARDS, write_golden_people
from worlds import LandingZone, Row, line, ticket

DELIVERED = "20270104T040000Z-001"
PRODUCT = {
    "product_id": "0001", "product_name": "Café", "department_code": "EPI", "department_name": "Épicerie",
    "aisle_code": "PDJ", "family_code": "CAF", "unit": "each", "vat_rate": "0.0550", "is_fuel": "false",
    "is_perishable": "false",
}  # fmt: skip

# store, date, quantities of its tickets (negative: a return)
TILL_SALES = [
    ("A", "2025-04-07", [4]), ("A", "2025-04-11", [6]), ("A", "2025-04-21", [5, 3]), ("A", "2025-04-25", [4]),
    ("A", "2026-04-06", [6, 6]), ("A", "2026-04-10", [4, 2]), ("A", "2025-12-29", [5]), ("A", "2026-12-28", [6]),
    ("B", "2026-04-06", [1]), ("B", "2026-04-10", [1]),
    ("C", "2025-04-10", [3]), ("C", "2025-04-11", [3]),
    ("C", "2026-04-06", [2]), ("C", "2026-04-07", [2]), ("C", "2026-04-08", [2]), ("C", "2026-04-09", [2]),
    ("C", "2026-04-10", [2]),
    ("D", "2025-04-07", [5]), ("D", "2025-04-11", [5]), ("D", "2025-04-21", [5]), ("D", "2025-04-25", [5]),
    ("D", "2026-04-03", [1]), ("D", "2026-04-06", [5]), ("D", "2026-04-10", [5]),
    ("E", "2025-04-07", [2]), ("E", "2025-04-11", [2]), ("E", "2025-04-21", [2]), ("E", "2025-04-25", [2]),
    ("E", "2026-04-06", [2]), ("E", "2026-04-10", [-5]),
]  # fmt: skip
DRIVE_ORDERS = [
    ("2025-04-07", 1), ("2025-04-11", 1), ("2025-04-21", 1), ("2025-04-25", 1), ("2026-04-06", 12), ("2026-04-10", 12),
]  # fmt: skip


def write_seven_stores(zone: LandingZone) -> None:
    """The whole landing zone."""
    _write_reference(zone)
    _write_till_sales(zone)
    _write_orders(zone)
    write_golden_people(zone)
    zone.deliver(
        "pos/waste",
        [{"store_id": "A", "business_date": "2026-04-10", "product_id": "0001", "quantity": "1.000",
          "cost_eur_excl_tax": "7.00"}],
        DELIVERED,
    )  # fmt: skip


def price_on(date: str) -> Decimal:
    """The year's price."""
    return Decimal("10.00") if date < "2026" else Decimal("11.00")


def _store(store_id: str, region: str, closed_weekdays: str = "2,3,4,6,7", **more: Any) -> Row:
    return {
        "store_id": store_id, "store_name": f"Magasin {store_id}", "format": "supermarket", "channels": "store",
        "region_code": region, "region_name": {"84": "Auvergne-Rhône-Alpes", "93": "Provence"}[region],
        "sales_area_m2": "1000", "closed_weekdays": closed_weekdays, "opened_on": "2010-01-04", **more,
    }  # fmt: skip


def _write_reference(zone: LandingZone) -> None:
    moved = [
        _store("A", "84"),
        _store("B", "84", opened_on="2026-04-06"),
        _store("C", "84", closed_weekdays="6,7"),
        _store("D", "93"),
        _store("E", "93"),
        _store("F", "93", channels="drive", format="drive"),
        _store("G", "93", channels="marketplace", format="darkstore", closed_weekdays="2,3,4,5,6,7"),
    ]
    before = [{**row, "region_code": "84", "region_name": "Auvergne-Rhône-Alpes"} if row["store_id"] == "D" else row
              for row in moved if row["store_id"] != "B"]  # fmt: skip
    zone.deliver("reference/stores", before, "20250102T040000Z-001", mode="full", covers_from="2025-01-01")
    zone.deliver("reference/stores", moved, "20260406T040000Z-001", mode="full", covers_from="2026-04-06")
    zone.deliver("reference/products", [PRODUCT], "20250102T040000Z-001", mode="full", covers_from="2025-01-01")
    zone.deliver(
        "reference/store_closures",
        [{"store_id": "C", "closed_from": "2025-04-07", "closed_to": "2025-04-09", "reason": "refit"}],
        "20250102T040000Z-001",
        mode="full",
        covers_from="2025-01-01",
    )
    zone.deliver(
        "reference/product_costs",
        [
            {"product_id": "0001", "valid_from": "2025-01-01", "unit_cost_eur_excl_tax": "6.0000"},
            {"product_id": "0001", "valid_from": "2026-04-10", "unit_cost_eur_excl_tax": "7.0000"},
        ],
        "20260102T040000Z-001",
    )
    zone.deliver(
        "reference/targets",
        [
            {"iso_week": "2026-W15", "store_id": "A", "channel": "store", "revenue_target_eur_excl_tax": "200.00"},
            {"iso_week": "2026-W16", "store_id": "A", "channel": "store", "revenue_target_eur_excl_tax": "300.00"},
        ],
        "20260102T040000Z-001",
        mode="full",
        covers_from="2026-01-01",
    )


def _write_till_sales(zone: LandingZone) -> None:
    tickets, lines = [], []
    for store_id, date, quantities in TILL_SALES:
        for number, quantity in enumerate(quantities, start=1):
            ticket_id = f"{store_id}-{date}-{number}"
            amount = str(quantity * price_on(date))
            kind = "sale" if quantity > 0 else "return"
            card = TICKET_CARDS.get(ticket_id, "")
            tickets.append(ticket(ticket_id, store_id, date, amount, loyalty_card_number=card))
            lines.append(line(ticket_id, 1, "0001", str(quantity), str(price_on(date)), amount, line_type=kind))
    zone.deliver("pos/tickets", tickets, DELIVERED)
    zone.deliver("pos/ticket_lines", lines, DELIVERED)


def _order(order_id: str, store_id: str, date: str, total: str, **more: Any) -> Row:
    return {
        "order_id": order_id, "store_id": store_id, "ordered_at": f"{date}T08:00:00",
        "fulfilled_at": f"{date}T18:00:00", "status": "fulfilled", "total_eur_incl_tax": total, **more,
    }  # fmt: skip


def _order_line(order_id: str, quantity: str, price: str, amount: str, **more: Any) -> Row:
    return {
        "order_id": order_id, "line_number": 1, "product_id": "0001", "quantity": quantity,
        "unit_price_eur_incl_tax": price, "discount_eur_incl_tax": "0.00", "amount_eur_incl_tax": amount,
        "vat_rate": "0.0550", **more,
    }  # fmt: skip


def _write_orders(zone: LandingZone) -> None:
    orders, lines = [], []
    for date, count in DRIVE_ORDERS:
        for number in range(count):
            order_id, price = f"F-{date}-{number:02d}", str(price_on(date))
            orders.append(_order(order_id, "F", date, price, account_id=ORDER_ACCOUNTS.get(order_id, "")))
            lines.append(_order_line(order_id, "1", price, price))
    # A week of its own: three of which one came back.
    orders.append(_order("F-2026-05-11-00", "F", "2026-05-11", "33.00", account_id="D09"))
    lines.append(_order_line("F-2026-05-11-00", "3", "11.00", "33.00"))
    zone.deliver("drive/orders", orders, DELIVERED)
    zone.deliver("drive/order_lines", lines, DELIVERED)
    zone.deliver(
        "marketplace/orders", [_order("G-1", "G", "2026-04-06", "105.50", partner_code="partner_one")], DELIVERED
    )
    zone.deliver(
        "marketplace/order_lines",
        [_order_line("G-1", "10", "10.55", "105.50", commission_eur_excl_tax="15.00")],
        DELIVERED,
    )
