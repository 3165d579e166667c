"""Whoever was erased and is delivered again stays out of what is built, and nobody else does; every row is counted."""

from datetime import UTC, datetime

import duckdb
import pytest

from lundi.ingest import ingest
from lundi.landing.contract import load_contract
from lundi.privacy.pepper import load_pepper
from lundi.warehouse.state import ensure_state, open_state
from privacy import family
from runs import settings_in
from worlds import LandingZone, line, ticket

BEFORE, ERASED, AFTER = (datetime(2026, 11, 16, hour, tzinfo=UTC) for hour in (6, 12, 23))
AGAIN = "20261116T200000Z-001"
OLD, NEW = "2026-01-05T10:00:00", "2026-11-16T14:30:00"  # wall clock: an hour and a half after the erasure
HIS_RECORDS = ("loyalty-M11", "ecommerce-A11", "drive-D11", "app-U11")
HIS_CARD = "2990000000101"
MODELS = ("int_customer__identities", "fct_row_balance", "stg_privacy__match_decisions")
# As an erasure fills the list: from the values in the form in which the unification compares them.
LIST = """
insert into lundi_state.privacy.suppressions
with
his as (select * from edition.vault.int_customer__identities where list_contains($records, record_id)),
keys as (
    select 'source_customer' as kind, source_system || '|' || source_customer_id as value from his
    union
    select 'contact', unnest([email, phone, landline]) || '|' || first_name from his
    union
    select 'card', $card
)
select 'RQJULES9', $erased_at, kind, sha256($pepper || value || $pepper) from keys where value is not null
"""


def deliver(zone, entity, rows, delivery_id, **options):
    columns = load_contract().entity(*entity.split("/")).columns
    zone.deliver(entity, [{c.name: row.get(c.name, "") for c in columns} for row in rows], delivery_id, **options)


def write_people(zone):
    for entity, key, people in (
        ("loyalty/members", "member_id", family.MEMBERS),
        ("ecommerce/accounts", "account_id", family.WEB),
        ("drive/accounts", "account_id", family.DRIVE),
        ("app/users", "app_user_id", family.APP),
    ):
        rows = [{**values, key: number, "created_at": OLD} for number, values in people.items()]
        deliver(zone, entity, rows, family.DELIVERY)
    family.write_family(zone)


def write_again(zone):
    """What comes after the erasure: himself in many forms, and others who are like him."""
    members = [
        {**family.JULES, "member_id": "M11", "email": "tout.autre@courriel.example", "created_at": OLD},
        {**family.JULES, "member_id": "M91", "created_at": OLD, "phone": "", "last_name": "Garnier-Petit"},
        {**family.JULES, "member_id": "M92", "email": " JULES.G+carte@lettre.example", "phone": ""},
        {**family.MOTHER, "member_id": "M93", "created_at": OLD},
        {**family.JULES, "member_id": "M94", "created_at": NEW},
        {**family.JULES, "member_id": "M95", "created_at": OLD, "email": "autre.jules@courriel.example", "phone": ""},
    ]
    deliver(zone, "loyalty/members", members, AGAIN)
    deliver(zone, "loyalty/members", [{**members[0], "city": "Brest"}], "20261116T210000Z-001", mode="correction")
    users = [{**family.JULES, "app_user_id": "U91", "email": "", "phone": "+33 (0)6 12 34 98 76", "created_at": OLD}]
    deliver(zone, "app/users", users, AGAIN)
    order = {"ordered_at": "2026-11-15T10:00:00", "fulfilled_at": "2026-11-16T10:00:00", "status": "fulfilled",
             "store_id": "S1", "total_eur_incl_tax": "11.00"}  # fmt: skip
    orders = [{**order, "order_id": f"E{account}", "account_id": account} for account in ("A11", "A12")]
    deliver(zone, "ecommerce/orders", orders, AGAIN)
    lines = [{**line(o["order_id"], 1, "0001", "1", "11.00", "11.00"), "order_id": o["order_id"]} for o in orders]
    deliver(zone, "ecommerce/order_lines", lines, AGAIN)
    tickets = [ticket(f"T{day}", "S1", f"2026-11-{day}", "9.00", loyalty_card_number=HIS_CARD) for day in (15, 16)]
    zone.deliver("pos/tickets", tickets, AGAIN)
    zone.deliver("pos/ticket_lines", [line(t["ticket_id"], 1, "0001", "1", "9.00", "9.00") for t in tickets], AGAIN)


@pytest.fixture(scope="module")
def places(tmp_path_factory, one_parse):
    """Built before the erasure, put on the list, and built again after he was sent again. Raw still holds all of him:
    the list stands before anything is taken away, so that an erasure that was killed leaves nobody in."""
    settings = settings_in(tmp_path_factory.mktemp("suppression"))
    zone = LandingZone(settings.landing)
    write_people(zone)
    ensure_state(settings.state_database)
    assert ingest(settings.landing, settings.raw_database, as_of=BEFORE).is_complete
    one_parse.build_models(settings, MODELS, as_of=BEFORE)
    with open_state(settings.state_database) as connection:
        connection.execute(f"attach '{settings.build_database}' as edition (read_only)")
        given = {"records": list(HIS_RECORDS), "card": HIS_CARD, "erased_at": ERASED.replace(tzinfo=None)}
        connection.execute(LIST, {**given, "pepper": load_pepper(settings)})
    write_again(zone)
    assert ingest(settings.landing, settings.raw_database, as_of=AFTER).is_complete
    one_parse.build_models(settings, MODELS, as_of=AFTER)
    with duckdb.connect(str(settings.build_database), read_only=True) as connection:
        connection.execute(f"attach '{settings.raw_database}' as lundi_raw (read_only)")
        connection.execute(f"attach '{settings.state_database}' as lundi_state (read_only)")
        yield connection


def values(connection, sql):
    return sorted(row[0] for row in connection.execute(sql).fetchall())


def test_he_stays_out_by_his_numbers_and_under_a_new_one_by_his_contacts(places):
    accounts = "select source_customer_id, key_kind from staging.stg_privacy__suppressed_accounts"
    found = dict(places.execute(accounts).fetchall())
    assert found == {
        **dict.fromkeys(("M11", "A11", "D11", "U11"), "source_customer"),
        **dict.fromkeys(("M91", "M92", "U91"), "contact"),
    }


def test_who_is_like_him_stays(places):
    assert values(places, "select record_id from vault.int_customer__identities") == [
        *("app-U12", "drive-D13", "ecommerce-A12"),
        # his mother's second card, his own account opened after the erasure, another Jules
        *("loyalty-M12", "loyalty-M13", "loyalty-M93", "loyalty-M94", "loyalty-M95"),
    ]


def test_what_he_did_stays_without_him(places):
    accounts = dict(places.execute("select order_id, account_id from staging.stg_ecommerce__orders").fetchall())
    assert accounts == {"EJULES1": None, "EA11": None, "EJULIE1": "A12", "EA12": "A12"}
    bought = dict(places.execute("select ticket_id, loyalty_card_number from staging.stg_pos__tickets").fetchall())
    assert (bought["TJULES2"], bought["T15"], bought["T16"], bought["TJULIE1"]) == (None, None, None, "2990000000202")
    returned = dict(places.execute("select return_id, account_id from staging.stg_ecommerce__returns").fetchall())
    assert returned == {"RETJULES1": "A12", "RETJULIE1": None, "RETJULES2": None}


def test_nothing_that_he_said_or_that_was_said_of_him_is_left(places):
    assert values(places, "select consent_event_id from staging.stg_privacy__consents") == ["CEJULIE1", "CEMERE1"]
    assert values(places, "select decision_id from staging.stg_privacy__match_decisions") == []
    assert values(places, "select scan_session_id from staging.stg_app__scan_sessions") == ["SCJULIE1"]
    assert values(places, "select member_id from staging.stg_loyalty__cards") == ["M12", "M13"]
    asked = values(places, "select request_id from staging.stg_privacy__requests")
    assert [name for name in asked if name in ("RQJULES1", "RQJULES3", "RQSANSID")] == []
    assert "RQMELANGE" in asked, "it names his sister's account"


def test_every_row_of_his_is_counted_once(places):
    rows = places.execute(
        "select source_name || '/' || entity_name, superseded_row_count, suppressed_row_count, staged_row_count, "
        "difference_row_count from audit.fct_row_balance"
    ).fetchall()
    assert {row[0] for row in rows if row[4] != 0} == set()
    assert {row[0]: row[1:4] for row in rows if row[2]} == {
        # his own row is replaced by his correction of the evening, which is suppressed; M91 and M92
        "loyalty/members": (2, 3, 5),
        "loyalty/cards": (0, 2, 2),
        "ecommerce/accounts": (0, 1, 1),
        "drive/accounts": (0, 1, 1),
        "app/users": (0, 2, 1),
        "app/scan_sessions": (0, 2, 1),
        "privacy/consents": (0, 2, 2),
        "privacy/requests": (0, 3, 6),
    }
