"""Twenty invented customers of the seven stores, what each bought, and what must come of it, worked out by hand.

Nothing here is computed by the code under test: whose a record is, and what a customer spent in a week, was written
down from the rules and the tickets of `retailer_world`.
"""

from worlds import LandingZone, Row, customer

DELIVERED = "20270103T040000Z-001"
CREATED = {"created_at": "2025-01-05T10:00:00", "updated_at": "2025-01-05T10:00:00"}
SYSTEMS = {
    "M": ("loyalty/members", "member_id", "loyalty"),
    "D": ("drive/accounts", "account_id", "drive"),
    "E": ("ecommerce/accounts", "account_id", "ecommerce"),
    "U": ("app/users", "app_user_id", "app"),
}
ARDOUIN = {"address": "4 rue du Puits", "postal_code": "69007", "phone": "0478123456", "email": "ardouin@boite.example"}
MARCHAIS = {"address": "18 cours Sablon", "postal_code": "63000", "phone": "0612983476",
            "email": "marchais@boite.example"}  # fmt: skip
LHEUREUX = {"address": "7 place du Marché", "postal_code": "38000", "phone": "0476551234"}

# record: first name, last name, birth date, and what else the application knows
RECORDS: dict[str, tuple[str, str, str, Row]] = {
    "M01": ("Aline", "Vaudreuil", "1971-03-14", {"email": "aline.v@boite.example"}),
    "D01": ("Aline", "Vaudreuil", "1971-03-14", {"email": "aline.v@boite.example"}),
    "E01": ("Aline", "Vaudreuil", "1971-03-14", {"phone": "0611223344"}),
    "M02": ("Bruno", "Castagnet", "1964-11-02", {"email": "bruno@boite.example"}),
    "U02": ("Bruno", "Castagnet", "1964-11-02", {"email": "b.castagnet@lettre.example"}),
    "M03": ("CLEMENCE", "ARDOUIN", "1988-06-21", ARDOUIN),
    "E03": ("Clémence", "Ardouin", "1988-06-21", {"email": "clemence@lettre.example"}),
    "M04": ("Denis", "Ardouin", "1986-02-09", ARDOUIN),
    "M05": ("Élise", "Marchais", "1999-12-30", MARCHAIS),
    "M06": ("Éloi", "Marchais", "1999-12-30", MARCHAIS),
    "M07": ("Gaston", "Lheureux", "1950-04-17", LHEUREUX),
    "M08": ("Gaston", "Lheureux", "1979-09-05", LHEUREUX),
    "M09": ("Hélène", "Pruvost", "1993-08-12", {"email": "helene@boite.example"}),
    "D09": ("Hélène", "Pruvot", "1993-08-12", {"phone": "0699887766"}),
    "M10": ("Inès", "Quillard", "", {"email": "test@test.fr", "phone": "0600000000"}),
    "E11": ("Joël", "Rouvière", "", {"email": "test@test.fr", "phone": "0600000000"}),
    "M12": ("Karine", "Roussarie", "1957-01-28", {}),
    "E13": ("Loïc", "Santerre", "2001-10-10", {"email": "loic@boite.example"}),
    "U14": ("Maud", "Thévenet", "1983-05-19", {"email": "maud@boite.example"}),
    "U15": ("Nadia", "Urvoas", "1990-02-27", {"email": "nadia@boite.example"}),
    "D16": ("Odile", "Vasseur", "1946-07-07", {"phone": "0388112233"}),
    "M17": ("Paul", "Wattelle", "1975-03-03", {"phone": "0320445566"}),
    "M18": ("Quentin", "Yvernault", "1985-09-19", {"email": "quentin@boite.example"}),
    "M19": ("Rose", "Zeller", "1969-11-11", {}),
    "M20": ("Simon", "Abgrall", "1977-04-04", {}),
}
# Aline in three applications, Bruno with two e-mails, Clémence with and without accents, Hélène misspelt. Husband and
# wife, twins, father and son share all but what tells them apart; Inès and Joël share two placeholders.
PEOPLE = (
    "M01 D01 E01", "M02 U02", "M03 E03", "M04", "M05", "M06", "M07", "M08", "M09 D09", "M10", "E11", "M12", "E13",
    "U14", "U15", "D16", "M17", "M18", "M19", "M20",
)  # fmt: skip

# Card 9019 was Rose's until January 2026 and is Simon's since.
CARDS = [
    *({"loyalty_card_number": f"90{n:02d}", "issued_at": "2025-01-01T00:00:00", "member_id": f"M{n:02d}",
       "deactivated_at": ""} for n in range(1, 9)),
    {"loyalty_card_number": "9019", "issued_at": "2025-01-01T00:00:00", "member_id": "M19",
     "deactivated_at": "2026-01-31T00:00:00"},
    {"loyalty_card_number": "9019", "issued_at": "2026-02-01T00:00:00", "member_id": "M20", "deactivated_at": ""},
]  # fmt: skip
TICKET_CARDS = {
    "A-2026-04-06-1": "9001", "A-2026-04-06-2": "9002", "A-2026-04-10-1": "9001", "A-2026-04-10-2": "9003",
    "B-2026-04-06-1": "9004", "D-2026-04-03-1": "9005", "D-2026-04-06-1": "9005", "D-2026-04-10-1": "9006",
    "E-2026-04-06-1": "9007", "E-2026-04-10-1": "9008", "A-2025-12-29-1": "9019", "A-2026-12-28-1": "9019",
}  # fmt: skip
ORDER_ACCOUNTS = {
    "F-2026-04-06-00": "D01", "F-2026-04-06-01": "D09", "F-2026-04-10-00": "D16", "F-2026-05-11-00": "D09",
}  # fmt: skip
RETURN = {
    "return_id": "F-R1", "order_id": "F-2026-05-11-00", "line_number": "1", "account_id": "D09", "product_id": "0001",
    "returned_at": "2026-05-13T10:00:00", "quantity": "1", "amount_eur_incl_tax": "11.00",
    "unit_price_eur_incl_tax": "11.00", "reason": "damaged",
}  # fmt: skip

# customer (by the first record), week, channel, tickets, sales
SPENT = [
    ("D16", "2026-W15", "drive", 1, "11.00"),
    ("M01", "2026-W15", "drive", 1, "11.00"),
    ("M01", "2026-W15", "store", 2, "110.00"),  # 66.00 + 44.00
    ("M02", "2026-W15", "store", 1, "66.00"),
    ("M03", "2026-W15", "store", 1, "22.00"),
    ("M04", "2026-W15", "store", 1, "11.00"),
    ("M05", "2026-W14", "store", 1, "11.00"),
    ("M05", "2026-W15", "store", 1, "55.00"),
    ("M06", "2026-W15", "store", 1, "55.00"),
    ("M07", "2026-W15", "store", 1, "22.00"),
    ("M08", "2026-W15", "store", 0, "-55.00"),  # took back alone: no ticket
    ("M09", "2026-W15", "drive", 1, "11.00"),
    ("M09", "2026-W20", "drive", 1, "22.00"),  # three at 11.00 less the damaged one, on the day of the sale
    ("M19", "2026-W01", "store", 1, "50.00"),
    ("M20", "2026-W53", "store", 1, "66.00"),
]


def write_golden_people(zone: LandingZone) -> None:
    """Their records, cards and the return; tickets and orders are the stores'."""
    for letter, (entity, key, _) in SYSTEMS.items():
        rows = [_record(key, record, *values) for record, values in RECORDS.items() if record.startswith(letter)]
        zone.deliver(entity, rows, DELIVERED)
    zone.deliver("loyalty/cards", CARDS, DELIVERED)
    zone.deliver("drive/returns", [RETURN], DELIVERED)


def _record(key: str, record: str, first_name: str, last_name: str, birth_date: str, known: Row) -> Row:
    nothing = dict.fromkeys(("email", "phone", "address", "postal_code", "city"), "")
    return customer(f"{key}={record}", first_name, last_name, **nothing, birth_date=birth_date, **CREATED) | known


def people() -> set[frozenset[tuple[str, str]]]:
    """Who is one person: the records (application, id) of each."""
    return {frozenset((SYSTEMS[record[0]][2], record) for record in records.split()) for records in PEOPLE}
