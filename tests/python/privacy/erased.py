"""The family of `family.py` with a request for erasure: the world before it, and how its edition is built again."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from customer.known_people import DELIVERED, deliver_known_people, known_models
from lundi.activation.feed import make_feed
from lundi.customer.matching import AFTER_DELIVERY
from lundi.customer.registry import append_to_duckdb
from lundi.ingest import ingest
from lundi.landing.contract import load_contract
from lundi.privacy.erasure.carrying_out import Erased, erase
from lundi.privacy.erasure.rebuilding import Rebuild, forgotten_rows
from lundi.settings import Settings
from lundi.warehouse.dbt import clear_build_database
from lundi.warehouse.history import carry_history
from lundi.warehouse.published import publish, read_edition
from lundi.warehouse.state import ensure_state
from privacy import family
from runs import OneParse, settings_in
from worlds import LandingZone

HIS_REQUEST, HIS_TWIN_S = "RQEFFACE1", "RQJULIE9"
AS_OF = DELIVERED + AFTER_DELIVERY
AGAIN = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
ERASED_AT = datetime(2026, 11, 17, 9, 0, tzinfo=UTC)
CHECKED = {"received_at": "2026-11-10T10:00:00", "identity_checked_at": "2026-11-11T10:00:00"}
ASKED = [
    {"request_id": HIS_REQUEST, "request_type": "erasure", "source_system": "drive", "source_customer_id": "D11",
     "first_name": "Jules", "last_name": "Garnier", **CHECKED},
    {"request_id": HIS_TWIN_S, "request_type": "access", "source_system": "loyalty", "source_customer_id": "M12",
     **CHECKED},
    {"request_id": "RQDEUX", "request_type": "erasure", "last_name": "Garnier", **CHECKED,
     "email": "foyer.garnier@courriel.example"},
    {"request_id": "RQSANSID2", "request_type": "erasure", "source_system": "drive", "source_customer_id": "D11",
     "received_at": "2026-11-10T10:00:00"},
]  # fmt: skip
# He chose anew since his objection, so the marketing platform has his address.
CHOSEN = {
    "consent_event_id": "CEJULES3", "source_system": "loyalty", "source_customer_id": "M11", "purpose": "marketing",
    "channel": "email", "status": "granted", "occurred_at": "2026-11-12T10:00:00", "capture_mode": "explicit",
    "collection_context": "formulaire", "proof_reference": "PREUVE-JULES-3",
}  # fmt: skip
# What is his alone, as it was delivered; what the family shares stays with them.
HIS_ALONE = (
    "D11", "U11", "A11", "M11", "jules.g@lettre.example", "0299887766", "2990000000101", "18 rue du Ponant", "SCJULES3",
    "CEJULES1", "CEJULES2", "CEJULES3", "PREUVE-JULES-1", "PREUVE-JULES-2", "PREUVE-JULES-3", "loyalty-M11", "MDJULES1",
)  # fmt: skip
SENT_MODELS = ("act_marketing_contacts", "act_marketing_wishes")
SALES_MODELS = ("fct_store_sales_daily", "fct_tickets", "fct_sales_lines", "fct_row_balance")


@dataclass(frozen=True)
class ErasedWorld:
    """A warehouse after the erasure, which tests may go on with, and copies of it before and just after."""

    settings: Settings
    before: Settings
    after: Settings
    erased: Erased


def erased_in(folder: Path, one_parse: OneParse) -> ErasedWorld:
    """Builds the world in a folder, and takes Jules out of it."""
    settings = build_world(folder / "world", one_parse)
    shutil.copytree(folder / "world", folder / "before")
    erased = erase(settings, [HIS_REQUEST], now=ERASED_AT, rebuild=rebuild_world(one_parse))
    shutil.copytree(folder / "world", folder / "after")
    return ErasedWorld(settings, settings_in(folder / "before"), settings_in(folder / "after"), erased)


def rows_of(entity: str, rows: list[dict]) -> list[dict]:
    """Rows with all columns of the contract."""
    contract = load_contract().entity(*entity.split("/"))
    assert contract is not None
    return [{column.name: row.get(column.name, "") for column in contract.columns} for row in rows]


def build_world(folder: Path, one_parse: OneParse) -> Settings:
    """The family, published, with its requests; one delivery of it as Parquet, one row kept aside, one refused."""
    settings = settings_in(folder)
    zone = LandingZone(settings.landing)
    deliver_known_people(zone)
    zone.deliver("privacy/requests", rows_of("privacy/requests", ASKED), "20261116T030000Z-003")
    zone.deliver("privacy/consents", rows_of("privacy/consents", [CHOSEN]), "20261116T030000Z-003")
    deliver_oddities(zone)
    ensure_state(settings.state_database)
    ingest(settings.landing, settings.raw_database, as_of=AS_OF)
    build_and_publish(settings, one_parse, AS_OF)
    make_feed(settings, now=AS_OF)
    # What a warehouse gathers: the edition before, an analyst's own database.
    settings.former_database.parent.mkdir(exist_ok=True)
    shutil.copyfile(settings.published_database, settings.former_database)
    shutil.copyfile(settings.published_database, settings.warehouse / "dev.duckdb")
    return settings


def build_and_publish(settings: Settings, one_parse: OneParse, as_of: datetime, **options: Any) -> None:
    """As a Monday does, with the models of the world alone."""
    one_parse.build_models(settings, (*known_models(), *SENT_MODELS, *SALES_MODELS), as_of=as_of, **options)
    append_to_duckdb(settings.state_database, settings.build_database)
    publish(settings, as_of, "run-1")


def deliver_oddities(zone: LandingZone) -> None:
    """His member row superseded and in Parquet, kept aside, under another name, and in a file that was refused."""
    member = {"member_id": "M11", "first_name": "Jules", "last_name": "Garnier", "email": "jules.ancien@lettre.example"}
    others = [{"member_id": "M2", "first_name": "Louise", "last_name": "Moreau", "city": 'Lyon; "Presqu\'île"'}]
    rows = rows_of("loyalty/members", [member, *others])
    zone.deliver("loyalty/members", rows, "20261101T030000Z-001", file_format="parquet")
    zone.deliver("loyalty/members", rows, "20261101T040000Z-001", file_format="parquet")
    kept = {**member, "birth_date": "hier", "email": "jules.g@lettre.example"}
    zone.deliver("loyalty/members", rows_of("loyalty/members", [kept, *others]), "20261102T030000Z-001")
    refused = zone.deliver("app/users", rows_of("app/users", [{"app_user_id": "U11"}]), "20261103T030000Z-001")
    text = "app_user_id;email;surprise\nU11;jules.g@lettre.example\nU2;petit@ailleurs.example;x;y\n"
    (refused / "users.csv").write_text(text, encoding="utf-8")


def deliver_again(zone: LandingZone) -> None:
    """His records again: twice as they were, once corrected, with a card, a choice and an order; and a new account."""
    old = {"member_id": "M11", **family.MEMBERS["M11"], "created_at": "2026-01-05T10:00:00"}
    zone.deliver("loyalty/members", rows_of("loyalty/members", [old]), "20261118T030000Z-001")
    zone.deliver(
        "loyalty/members", rows_of("loyalty/members", [{**old, "email": "jules.neuf@lettre.example"}]),
        "20261119T030000Z-001", mode="correction",
    )  # fmt: skip
    unknown = {**old, "member_id": "M77", "created_at": ""}
    zone.deliver(
        "loyalty/members", rows_of("loyalty/members", [unknown]), "20261120T030000Z-001", file_format="parquet"
    )
    zone.deliver("loyalty/cards", rows_of("loyalty/cards", family.CARDS[:1]), "20261119T030000Z-001")
    choice = {
        "consent_event_id": "CEJULES9", "source_system": "loyalty", "source_customer_id": "M11", "purpose": "marketing",
        "channel": "email", "status": "granted", "occurred_at": "2026-11-01T10:00:00", "capture_mode": "explicit",
        "collection_context": "formulaire", "proof_reference": "PREUVE-JULES-9",
    }  # fmt: skip
    zone.deliver("privacy/consents", rows_of("privacy/consents", [choice]), "20261119T030000Z-001")
    order = {
        "order_id": "EJULES1", "account_id": "A11", "store_id": "S1", "total_eur_incl_tax": "18.00",
        "status": "fulfilled", "ordered_at": "2026-11-03T10:00:00", "fulfilled_at": "2026-11-04T10:00:00",
    }  # fmt: skip
    zone.deliver("ecommerce/orders", rows_of("ecommerce/orders", [order]), "20261119T030000Z-001", mode="correction")
    new = {"account_id": "A77", **family.JULES, "created_at": "2026-11-20T10:00:00"}
    zone.deliver("ecommerce/accounts", rows_of("ecommerce/accounts", [new]), "20261121T030000Z-001")


def rebuild_world(one_parse: OneParse) -> Rebuild:
    """As `rebuild_edition`, with the models of the world alone."""

    def rebuild(settings: Settings, advance: Callable[[int, int, str], None] = lambda *_: None) -> None:
        stands = read_edition(settings.published_database)
        assert stands.as_of
        clear_build_database(settings)
        carry_history(settings, lambda connection: forgotten_rows(connection, settings))
        build_and_publish(settings, one_parse, stands.as_of, is_onto_last=True, on_progress=advance)

    return rebuild
