"""Zones 2 and 3: faults that show in the marts, each in a store that has its number, and their sequel a week later."""

from datetime import UTC, datetime

from faults.books import Books, order, order_line, store, z_report
from worlds import PRODUCTS, LandingZone, Row, line, ticket

FIRST, LAST, LATER = "20260105T050000Z-001", "20261116T050000Z-001", "20261116T060000Z-001"
NEXT_WEEK = "20261123T050000Z-001"
MONDAY, NEXT_MONDAY = datetime(2026, 11, 16, 7, 0, tzinfo=UTC), datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
MON, TUE, WED, THU, FRI, SAT, SUN = (f"2026-11-{day:02d}" for day in range(9, 16))
FULL = {"mode": "full", "covers_from": "2026-01-01"}

STORES = [
    store("F03"), store("F04"), store("F05"), store("F06"), store("F22", opened_on="2026-11-05"), store("F23"),
    store("F24"), store("F26", opened_on=WED, closed_weekdays="7"), store("F28"), store("0029"), store("F30"),
    store("F31"), store("F32"), store("F33"), store("F34"), store("F35"), store("F37"), store("F38"),
    store("F39", channels="store,drive"), store("F40", channels="drive"), store("F53"),
]  # fmt: skip
DOZEN = {"product_id": "0012", "product_name": "Douzaine", "department_code": "EPI", "department_name": "Épicerie",
         "aisle_code": "", "family_code": "", "unit": "each", "vat_rate": "0.0550", "is_fuel": "false"}  # fmt: skip


def write_world(zone: LandingZone, others: list[Row]) -> None:
    """What had come on the Monday after 2026-W46; `others` are stores that somebody else fills."""
    zone.deliver("reference/stores", [*STORES, *others], FIRST, **FULL)
    zone.deliver("reference/products", [*PRODUCTS, DOZEN], FIRST, **FULL)
    closed = {"store_id": "F26", "closed_from": FRI, "closed_to": FRI, "reason": "refit"}
    zone.deliver("reference/store_closures", [closed], FIRST, **FULL)
    books = Books()
    for plant in (_days, _stores_and_products, _tickets, _lines, _distance, _z_reports, _sequences):
        plant(books)
    books.deliver(zone, LAST)
    again = [ticket("F38-1", "F38", TUE, "8.00")]
    zone.deliver("pos/tickets", again, LATER)
    zone.deliver("pos/ticket_lines", [line("F38-1", 1, "0001", "1", "8.00", "8.00")], LATER)
    _write_third_version(zone)


def write_next_week(zone: LandingZone, others: list[Row]) -> None:
    """What came in the week after: a day late, a week late, a correction too late, a store that was not known."""
    books = Books()
    for store_id in ("F04", "F27"):
        books.sale(f"{store_id}-next", store_id, "2026-11-16", "1.00")
    books.sale("F05-late", "F05", TUE, "4.00")
    books.sale("F06-late", "F06", SAT, "6.00")
    books.deliver(zone, NEXT_WEEK)
    zone.deliver("reference/stores", [*STORES, *others, store("F27")], NEXT_WEEK, mode="full", covers_from="2026-01-01")
    resent(zone, "F03-1", "F03", "7.00", "20261117T050000Z-001")
    second = "20261115T050000Z-002"  # the version before the third, which came a week after it
    resent(zone, "F04-1", "F04", "2.00", second, delivered_at="2026-11-18T05:00:00Z")


def resent(zone: LandingZone, ticket_id: str, store_id: str, total: str, delivery_id: str, **more: str) -> None:
    """A correction of a ticket with its line, and of the store-day's Z."""
    options = {"mode": "correction", **more}
    zone.deliver("pos/tickets", [ticket(ticket_id, store_id, MON, total)], delivery_id, **options)
    zone.deliver("pos/ticket_lines", [line(ticket_id, 1, "0001", "1", total, total)], delivery_id, **options)
    zone.deliver("pos/z_reports", [z_report(store_id, MON, 1, total)], delivery_id, **options)


def _write_third_version(zone: LandingZone) -> None:
    resent(zone, "F04-1", "F04", "3.00", "20261115T050000Z-003")


def _days(books: Books) -> None:
    books.sale("F05-1", "F05", MON, "5.00")
    books.sale("F05-2", "F05", WED, "6.00")
    books.sale("F22-sound", "F22", MON, "5.00")
    books.sale("F22-to-come", "F22", "2026-11-20", "4.00")
    books.sale("F22-too-early", "F22", "2026-11-04", "3.00")
    books.sale("F23-first", "F23", "2026-10-25", "5.00", closed_at="2026-10-25T02:30:00+02:00")
    books.sale("F23-second", "F23", "2026-10-25", "6.00", closed_at="2026-10-25T02:30:00")
    books.sale("F23-never", "F23", "2026-03-29", "7.00", closed_at="2026-03-29T02:30:00")
    books.sale("F24-1", "F24", SAT, "2.00", closed_at=f"{SUN}T00:20:00")
    for day in (WED, THU, SAT):
        books.sale(f"F26-{day}", "F26", day, "5.00")


def _stores_and_products(books: Books) -> None:
    books.sale("F27-1", "F27", MON, "9.00")
    books.rung("F28", MON, "5.00")
    books.header("F28-1", "F28", MON, "5.00")
    books.line("F28-1", 1, "9999", "1", "3.00", "3.00")
    books.line("F28-1", 2, "0001", "1", "2.00", "2.00")
    books.sale("F29-1", "0029", MON, "5.00")
    books.sale("F29-2", "29", MON, "4.00")


def _tickets(books: Books) -> None:
    books.sale("F30-1", "F30", MON, "5.00")
    books.header("F30-empty", "F30", MON, "7.00")
    books.rung("F30", MON, "7.00")
    books.line("F30-orphan", 1, "0001", "1", "3.00", "3.00")
    books.rung("F30", MON, "3.00")
    books.header("F31-1", "F31", MON, "5.00")
    books.line("F31-1", 1, "0001", "1", "4.00", "4.00")
    books.rung("F31", MON, "5.00")
    books.sale("F31-2", "F31", MON, "2.00")
    books.sale("F35-1", "F35", MON, "5.00")
    for status in ("void", "training"):
        books.header(f"F35-{status}", "F35", MON, "99.00", status=status)
        books.line(f"F35-{status}", 1, "0001", "1", "99.00", "99.00")
    books.sale("F38-1", "F38", MON, "5.00")
    books.rung("F38", TUE, "8.00")


def _lines(books: Books) -> None:
    books.sale("F32-1", "F32", MON, "5.00")
    books.header("F32-back", "F32", MON, "-2.50")
    books.line("F32-back", 1, "0001", "-1", "2.50", "-2.50", line_type="return")
    books.rung("F32", MON, "-2.50")
    books.header("F33-1", "F33", MON, "5.00")
    books.line("F33-1", 1, "0001", "2", "2.50", "5.00")
    books.line("F33-1", 2, "0001", "1", "-2.50", "-2.50")
    books.line("F33-1", 3, "0001", "-1", "-2.50", "2.50")
    books.rung("F33", MON, "5.00")
    books.header("F34-1", "F34", MON, "250.00")
    books.line("F34-1", 1, "0012", "1", "0.00", "0.00", promotion_id="GIFT")
    books.line("F34-1", 2, "0012", "1", "250.00", "250.00")
    books.rung("F34", MON, "250.00")
    books.header("F34-near", "F34", MON, "25.00")
    books.line("F34-near", 1, "0012", "1", "25.00", "25.00")
    books.rung("F34", MON, "25.00")
    for number in range(4):
        books.header(f"F34-usual-{number}", "F34", MON, "2.50")
        books.line(f"F34-usual-{number}", 1, "0012", "1", "2.50", "2.50")
        books.rung("F34", MON, "2.50")
    books.header("F37-1", "F37", MON, "9.00")
    books.line("F37-1", 1, "0002", "0.512", "3.90", "2.00")
    books.line("F37-1", 2, "2112345004006", "1", "4.00", "4.00")
    books.line("F37-1", 3, "3017620422004", "1", "3.00", "3.00")
    books.rung("F37", MON, "9.00")


def _distance(books: Books) -> None:
    books.sale("F39-1", "F39", MON, "5.00")
    session = {"scan_session_id": "F39-s", "app_user_id": "U1", "store_id": "F39", "started_at": f"{MON}T11:30:00",
               "ticket_id": "F39-1"}  # fmt: skip
    books.add("app/scan_sessions", session)
    books.add("drive/orders", order("F39-o", "F39", MON, "12.00"))
    books.add("drive/order_lines", order_line("F39-o", 1, "1", "12.00", "12.00"))
    books.sale("F39-2", "F39", MON, "12.00", order_id="F39-o")
    books.header("F39-nobody", "F39", MON, "8.00", order_id="F39-nobodys")
    books.rung("F39", MON, "8.00")
    undated = order("F40-undated", "F40", MON, "20.00", fulfilled_at="")
    books.add("drive/orders", undated)
    books.add("drive/order_lines", order_line("F40-undated", 1, "2", "10.00", "20.00"))
    cancelled = {"status": "cancelled", "cancelled_at": f"{MON}T12:00:00", "fulfilled_at": ""}
    books.add("drive/orders", order("F40-cancelled", "F40", MON, "30.00", **cancelled))
    books.add("drive/order_lines", order_line("F40-cancelled", 1, "3", "10.00", "30.00"))
    books.add("drive/orders", order("F40-partial", "F40", WED, "14.00", ordered_at=f"{MON}T08:00:00"))
    books.add("drive/order_lines", order_line("F40-partial", 1, "1", "10.00", "10.00", ordered_quantity="3"))
    books.add("drive/order_lines", order_line("F40-partial", 2, "0", "10.00", "0.00", ordered_quantity="1"))
    substituted = {"product_id": "0002", "substituted_for_product_id": "0001"}
    books.add("drive/order_lines", order_line("F40-partial", 3, "1", "4.00", "4.00", **substituted))


def _z_reports(books: Books) -> None:
    books.header("F53-1", "F53", MON, "5.00")
    books.line("F53-1", 1, "0001", "2", "2.50", "5.00")
    books.sale("F53-2", "F53", TUE, "6.00")
    books.add("pos/z_reports", z_report("F53", TUE, 1, "6.00"))


def _sequences(books: Books) -> None:
    books.sale("F03-1", "F03", MON, "5.00")
    books.sale("F04-1", "F04", MON, "1.00")
    books.sale("F06-1", "F06", MON, "5.00")
