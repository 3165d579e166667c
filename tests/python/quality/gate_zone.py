"""A landing zone with a fault of each kind that gate A finds, beside its near miss."""

from datetime import UTC, datetime

from worlds import LandingZone, ticket

AS_OF = datetime(2026, 11, 16, 7, 0, tzinfo=UTC)
NOW, AFTERWARDS = datetime(2026, 11, 16, 7, 5, tzinfo=UTC), datetime(2026, 11, 17, tzinfo=UTC)
LAST = "20261112T040000Z-001"
BROKEN, NEAR = "20261113T040000Z-001", "20261114T040000Z-001"
SATURDAY = NEAR


def member(number, email):
    return {"member_id": f"M{number}", "email": email, "postal_code": "75011", "last_name": "Zwitscherer"}


def product(number, name):
    return {"product_id": f"P{number}", "product_name": name}


def order_line(number, quantity, vat_rate):
    return {
        "order_id": "O1", "line_number": number, "product_id": "P1", "quantity": quantity, "vat_rate": vat_rate,
        "unit_price_eur_incl_tax": "1.00", "discount_eur_incl_tax": "0.00", "amount_eur_incl_tax": "1.00",
    }  # fmt: skip


def closure(store, first, last):
    return {"store_id": store, "closed_from": first, "closed_to": last, "reason": "refit"}


def z_report(till, total):
    return {"store_id": "S1", "till_id": till, "business_date": "2026-11-12", "ticket_count": 1,
            "total_eur_incl_tax": total}  # fmt: skip


def announcing(total):
    return lambda manifest: {**manifest, "control_totals": {"total_eur_incl_tax": total, "of_another_kind": "3"}}


def write_deliveries(zone: LandingZone) -> None:
    """Fridays and Saturdays of forty tickets, then two of ten; and a delivery for each kind of row rule.

    The last Friday covers the 11th of November and is not judged; the Saturday after it is.
    """
    for number, friday in enumerate(("1002", "1009", "1016", "1023", "1030", "1106", "1113")):
        for offset in (0, 1):
            day = f"2026{int(friday) + offset}"
            count = 10 if friday == "1113" else 40
            tickets = [ticket(f"T{number}-{offset}-{n}", "S1", "2026-10-01", "5.00") for n in range(count)]
            zone.deliver("pos/tickets", tickets, f"{day}T040000Z-001")
    faulty, sound = [member(n, "not an address") for n in range(10)], [member(n, f"m{n}@exemple.fr") for n in range(10)]
    zone.deliver("loyalty/members", faulty, BROKEN)
    zone.deliver("loyalty/members", [*sound[:9], member(9, "néant")], NEAR)
    # F11: the bytes are sound UTF-8; the near miss is a name that has the letter.
    zone.deliver("reference/products", [product(1, "CafÃ© moulu")], BROKEN, mode="full", covers_from="2026-11-13")
    zone.deliver("reference/products", [product(1, "Café JOÃO")], NEAR, mode="full", covers_from="2026-11-14")
    zone.deliver("drive/order_lines", [order_line(1, "-1.000", "0.0700"), order_line(2, "0.000", "0.0550")], BROKEN)
    zone.deliver("drive/order_lines", [order_line(1, "0.000", "0.0550")], NEAR)
    backwards = [closure("S1", "2026-11-20", "2026-11-19")]
    zone.deliver("reference/store_closures", backwards, BROKEN, mode="full", covers_from="2026-11-13")
    one_day = [closure("S1", "2026-11-20", "2026-11-20")]
    zone.deliver("reference/store_closures", one_day, NEAR, mode="full", covers_from="2026-11-14")
    zone.deliver("pos/z_reports", [z_report("1", "9.99")], BROKEN, tamper_manifest=announcing("10.00"))
    zone.deliver("pos/z_reports", [z_report("2", "10.00")], NEAR, tamper_manifest=announcing("10.00"))
    zone.deliver("pos/z_reports", [z_report("3", "10.00")], "20261114T050000Z-001")
