"""A family that shares one e-mail, one telephone and one home: Jules, his twin Julie and their mother, and what each of
them did.

Jules asks for his data. He is in all four applications, once had the card that is Julie's today, and shops at the till,
in the shop and in the drive. Whatever is hers or the mother's bears a number of its own, so that a trace of it is seen.
"""

from typing import Any

from lundi.landing.contract import load_contract
from worlds import PRODUCTS, STORES, LandingZone, line, ticket

DELIVERY = "20261116T030000Z-002"
SHARED = {
    "last_name": "Garnier",
    "email": "foyer.garnier@courriel.example",
    "phone": "0612349876",
    "address": "7 quai des Brumes",
    "postal_code": "35000",
    "city": "Rennes",
}
BORN = "1994-07-21"
JULES = {"first_name": "Jules", "gender": "M", "birth_date": BORN, **SHARED}
JULIE = {"first_name": "Julie", "gender": "F", "birth_date": BORN, **SHARED}
MOTHER = {"first_name": "Hélène", "gender": "F", "birth_date": "1962-11-03", **SHARED}

MEMBERS = {"M11": {**JULES, "landline": "0299887766"}, "M12": JULIE, "M13": {**MOTHER, "landline": "0299554433"}}
WEB = {"A11": {**JULES, "email": "jules.g@lettre.example"}, "A12": JULIE}
DRIVE = {"D11": {**JULES, "address": "18 rue du Ponant"}, "D13": MOTHER}
APP = {"U11": {**JULES, "loyalty_card_number": "2990000000101"}, "U12": JULIE}

# The second one was his until March, and is Julie's since.
CARDS = [
    {"loyalty_card_number": "2990000000101", "issued_at": "2026-03-02T10:00:00", "member_id": "M11"},
    {"loyalty_card_number": "2990000000202", "issued_at": "2026-01-05T10:00:00", "member_id": "M11",
     "deactivated_at": "2026-03-01T10:00:00"},
    {"loyalty_card_number": "2990000000202", "issued_at": "2026-04-01T10:00:00", "member_id": "M12"},
    {"loyalty_card_number": "2990000000303", "issued_at": "2026-01-05T10:00:00", "member_id": "M13"},
]  # fmt: skip
TICKETS = [
    ticket("TJULES1", "S1", "2026-02-10", "12.50", loyalty_card_number="2990000000202"),
    ticket("TJULES2", "S1", "2026-11-05", "24.00", loyalty_card_number="2990000000101"),
    ticket("TJULES3", "S2", "2026-11-06", "7.50"),  # scanned by him, without a card
    ticket("TJULIE1", "S1", "2026-05-12", "31.25", loyalty_card_number="2990000000202"),
    ticket("TJULIE2", "S2", "2026-11-07", "41.25", loyalty_card_number="2990000000202"),  # scanned by him: hers
    ticket("TMERE1", "S2", "2026-11-07", "51.25", loyalty_card_number="2990000000303"),
]
SCANS = [
    {"scan_session_id": "SCJULES3", "app_user_id": "U11", "store_id": "S2", "ticket_id": "TJULES3"},
    {"scan_session_id": "SCJULES4", "app_user_id": "U11", "store_id": "S2", "ticket_id": "TJULIE2"},
    {"scan_session_id": "SCJULIE1", "app_user_id": "U12", "store_id": "S1", "ticket_id": "TJULIE1"},
]
ORDERS = {
    "ecommerce": [("EJULES1", "A11", "18.00"), ("EJULIE1", "A12", "19.00")],
    "drive": [("DJULES1", "D11", "28.00"), ("DMERE1", "D13", "29.00")],
}
RETURNS = {
    "ecommerce": [
        {"return_id": "RETJULES1", "order_id": "EJULES1", "line_number": 1, "account_id": "A12"},  # she brought it back
        {"return_id": "RETJULIE1", "order_id": "EJULIE1", "line_number": 1, "account_id": "A11"},
        {"return_id": "RETJULES2", "account_id": "A11", "product_id": "0001"},
    ],
    "drive": [{"return_id": "RETMERE1", "order_id": "DMERE1", "line_number": 1, "account_id": "D13"}],
}
CONSENTS = [
    ("CEJULES1", "loyalty", "M11", "marketing", "email", "granted", "PREUVE-JULES-1"),
    ("CEJULES2", "app", "U11", "any", "any", "withdrawn", "PREUVE-JULES-2"),
    ("CEJULIE1", "loyalty", "M12", "marketing", "email", "refused", "PREUVE-JULIE-1"),
    ("CEMERE1", "drive", "D13", "marketing", "sms", "granted", "PREUVE-MERE-1"),
]
DECISIONS = [
    ("MDJULES1", ("loyalty", "M11"), ("ecommerce", "A11"), "same_person", "rappelé, même date de naissance"),
    ("MDJUMEAUX", ("loyalty", "M11"), ("loyalty", "M12"), "different_people", "Julie est sa soeur jumelle"),
]
CHECKED = "2026-11-04T10:00:00"
REQUESTS = [
    {"request_id": "RQJULES1", "source_system": "drive", "source_customer_id": "D11", "identity_checked_at": CHECKED},
    {"request_id": "RQJULES2", **{k: JULES[k] for k in ("first_name", "last_name", "email", "birth_date")},
     "identity_checked_at": CHECKED},
    {"request_id": "RQJULES3", "request_type": "objection", "source_system": "app", "source_customer_id": "U11",
     "purpose": "marketing", "channel": "any", "identity_checked_at": CHECKED},
    {"request_id": "RQJULIE1", "first_name": "Julie", "last_name": "Garnier", "email": SHARED["email"],
     "identity_checked_at": CHECKED},
    {"request_id": "RQFOYER", "last_name": "Garnier", "email": SHARED["email"], "identity_checked_at": CHECKED},
    {"request_id": "RQCOURRIEL", "email": SHARED["email"], "identity_checked_at": CHECKED},
    {"request_id": "RQSANSID", "source_system": "drive", "source_customer_id": "D11"},
    {"request_id": "RQMELANGE", "source_system": "loyalty", "source_customer_id": "M12", "first_name": "Jules",
     "last_name": "Garnier", "identity_checked_at": CHECKED},
    {"request_id": "RQPERSONNE", "first_name": "Ysoline", "last_name": "Kerguelen", "email": "y@kerguelen.example",
     "identity_checked_at": CHECKED},
]  # fmt: skip

# What must be in his package, and what must not: the values that are somebody's own.
HIS = (
    "M11", "A11", "D11", "U11", "Jules", "Garnier", BORN, SHARED["email"], SHARED["phone"], SHARED["address"], "35000",
    "Rennes", "jules.g@lettre.example", "18 rue du Ponant", "0299887766", "2990000000101", "2990000000202", "TJULES1",
    "TJULES2", "TJULES3", "12.50", "24.00", "7.50", "SCJULES3", "SCJULES4", "EJULES1", "DJULES1", "18.00", "28.00",
    "RETJULES1", "RETJULES2", "CEJULES1", "CEJULES2", "PREUVE-JULES-1", "PREUVE-JULES-2", "MDJULES1", "MDJUMEAUX",
    "rappelé, même date de naissance", "RQJULES1", "RQJULES2", "RQJULES3", "Café",
)  # fmt: skip
THEIRS = (
    "Julie", "Hélène", "M12", "M13", "A12", "U12", "D13", "1962-11-03", "0299554433", "2990000000303",
    "TJULIE", "TMERE",
    "31.25", "41.25", "51.25", "19.00", "29.00", "SCJULIE", "EJULIE", "DMERE", "RETJULIE", "RETMERE",
    "CEJULIE", "CEMERE",
    "PREUVE-JULIE", "PREUVE-MERE", "jumelle", "RQJULIE", "RQFOYER", "RQCOURRIEL", "RQSANSID", "RQMELANGE",
)  # fmt: skip


def write_family(zone: LandingZone) -> None:
    """Delivers what they did; who they are comes with the other people of the same entities."""
    zone.deliver("reference/stores", STORES, DELIVERY, mode="full", covers_from="2025-01-01")
    zone.deliver("reference/products", PRODUCTS, DELIVERY, mode="full", covers_from="2025-01-01")
    _deliver(zone, "loyalty/cards", CARDS)
    zone.deliver("pos/tickets", TICKETS, DELIVERY)
    zone.deliver("pos/ticket_lines", [_line(t["ticket_id"], t["total_eur_incl_tax"]) for t in TICKETS], DELIVERY)
    _deliver(zone, "app/scan_sessions", [{"started_at": "2026-11-06T09:00:00", **scan} for scan in SCANS])
    for system, orders in ORDERS.items():
        _write_orders(zone, system, orders)
    _write_privacy(zone)


def _write_orders(zone: LandingZone, system: str, orders: list[tuple[str, str, str]]) -> None:
    moment = {"ordered_at": "2026-11-03T10:00:00", "fulfilled_at": "2026-11-04T10:00:00", "status": "fulfilled"}
    headers = [
        {"order_id": order, "account_id": account, "store_id": "S1", "total_eur_incl_tax": total, **moment}
        for order, account, total in orders
    ]
    lines = [{**_line(order, total), "order_id": order} for order, _, total in orders]
    back = {"returned_at": "2026-11-05T10:00:00", "quantity": "1", "amount_eur_incl_tax": "1.00", "reason": "damaged"}
    _deliver(zone, f"{system}/orders", headers)
    _deliver(zone, f"{system}/order_lines", lines)
    _deliver(zone, f"{system}/returns", [{**back, **returned} for returned in RETURNS[system]])


def _write_privacy(zone: LandingZone) -> None:
    noted = {"occurred_at": "2026-10-01T10:00:00", "capture_mode": "explicit", "collection_context": "formulaire"}
    names = (
        "consent_event_id",
        "source_system",
        "source_customer_id",
        "purpose",
        "channel",
        "status",
        "proof_reference",
    )
    _deliver(zone, "privacy/consents", [{**dict(zip(names, row, strict=True)), **noted} for row in CONSENTS])
    decided = {"decided_at": "2026-10-02T10:00:00", "decided_by": "steward-9"}
    _deliver(
        zone,
        "privacy/match_decisions",
        [
            {"decision_id": number, "left_source_system": left[0], "left_source_customer_id": left[1],
             "right_source_system": right[0], "right_source_customer_id": right[1], "decision": decision,
             "comment": comment, **decided}
            for number, left, right, decision, comment in DECISIONS
        ],
    )  # fmt: skip
    asked = {"request_type": "access", "received_at": "2026-11-03T10:00:00"}
    _deliver(zone, "privacy/requests", [{**asked, **request} for request in REQUESTS])


def _line(ticket_id: str, total: str) -> dict[str, Any]:
    return line(ticket_id, 1, "0001", "1", total, total)


def _deliver(zone: LandingZone, entity: str, rows: list[dict[str, Any]]) -> None:
    """Rows with all columns of the contract, empty where nothing is said."""
    contract = load_contract().entity(*entity.split("/"))
    assert contract is not None
    zone.deliver(entity, [{c.name: row.get(c.name, "") for c in contract.columns} for row in rows], DELIVERY)
