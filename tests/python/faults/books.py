"""What the stores of a small world sell, written down sale by sale and delivered together."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from worlds import LandingZone, Row, line, ticket


def store(store_id: str, **more: str) -> Row:
    """A store that is open all week."""
    return {
        "store_id": store_id, "store_name": f"Magasin {store_id}", "format": "supermarket", "channels": "store",
        "region_code": "84", "region_name": "Auvergne-Rhône-Alpes", "closed_weekdays": "", "opened_on": "2010-01-04",
        "closed_on": "", **more,
    }  # fmt: skip


def order(order_id: str, store_id: str, date: str, total: str, **more: str) -> Row:
    """A drive order that was fulfilled on its day."""
    return {
        "order_id": order_id, "store_id": store_id, "ordered_at": f"{date}T08:00:00",
        "fulfilled_at": f"{date}T18:00:00", "cancelled_at": "", "status": "fulfilled", "total_eur_incl_tax": total,
        **more,
    }  # fmt: skip


def order_line(order_id: str, number: int, quantity: str, price: str, amount: str, **more: str) -> Row:
    """A line of it."""
    return {
        "order_id": order_id, "line_number": number, "product_id": "0001", "quantity": quantity,
        "ordered_quantity": quantity, "substituted_for_product_id": "", "unit_price_eur_incl_tax": price,
        "discount_eur_incl_tax": "0.00", "amount_eur_incl_tax": amount, "vat_rate": "0.0550", **more,
    }  # fmt: skip


@dataclass
class Books:
    """Rows by entity, and the Z that each till prints at the end of its day."""

    rows: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    z: dict[tuple[str, str], list[Decimal]] = field(default_factory=lambda: defaultdict(list))

    def rung(self, store_id: str, date: str, total: str) -> None:
        """Counts a ticket into the Z of its till's day."""
        self.z[store_id, date].append(Decimal(total))

    def sale(self, ticket_id: str, store_id: str, date: str, total: str, **more: str) -> None:
        """A ticket with one line, which the Z counts."""
        self.rung(store_id, date, total)
        self.rows["pos/tickets"].append(ticket(ticket_id, store_id, date, total, **more))
        self.rows["pos/ticket_lines"].append(line(ticket_id, 1, "0001", "1", total, total))

    def header(self, ticket_id: str, store_id: str, date: str, total: str, **more: str) -> None:
        """A ticket without any line, which no Z counts."""
        self.rows["pos/tickets"].append(ticket(ticket_id, store_id, date, total, **more))

    def line(self, *arguments: str | int, **more: str) -> None:
        """A line alone."""
        self.rows["pos/ticket_lines"].append(line(*arguments, **more))

    def add(self, entity: str, row: Row) -> None:
        """Any other row."""
        self.rows[entity].append(row)

    def deliver(self, zone: LandingZone, delivery_id: str) -> None:
        """All of it in one delivery for each entity."""
        for (store_id, date), totals in self.z.items():
            self.rows["pos/z_reports"].append(z_report(store_id, date, len(totals), sum(totals, Decimal())))
        for entity, rows in self.rows.items():
            columns = list(dict.fromkeys(name for row in rows for name in row))
            zone.deliver(entity, [{name: row.get(name, "") for name in columns} for row in rows], delivery_id)


def z_report(store_id: str, date: str, count: int, total: Decimal | str) -> Row:
    """What a till says at the end of its day."""
    return {"store_id": store_id, "till_id": "1", "business_date": date, "ticket_count": count,
            "total_eur_incl_tax": str(total)}  # fmt: skip
