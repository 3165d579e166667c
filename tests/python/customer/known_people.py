"""A few customers, twins and a shared mailbox among them, matched once by the models: what tests ask about."""

from datetime import UTC, datetime
from pathlib import Path

import duckdb

from lundi.customer.matching import AFTER_DELIVERY, CATALOGUE
from lundi.customer.registry import append_to_duckdb
from lundi.customer.statements import keep_statements
from lundi.ingest import ingest
from lundi.landing.contract import load_contract
from lundi.privacy.register import load_register
from lundi.settings import Settings
from lundi.warehouse.dbt import target_folder
from lundi.warehouse.state import ensure_state
from privacy import family
from runs import OneParse, settings_in
from worlds import LandingZone

DELIVERED = datetime(2026, 11, 16, 3, tzinfo=UTC)
MODELS = (
    "brg_customer_sources", "fct_customer_links", "fct_customer_refusals", "fct_customer_growth",
    "fct_customer_review_queue", "int_customer__lookup_candidates", "int_customer__block_keys",
)  # fmt: skip
# What requests of people are answered from.
PRIVACY_MODELS = (
    "int_customer__requests", "int_customer__card_periods", "int_customer__registry_changes", "int_customer__events",
    "dim_products", "dim_stores",
)  # fmt: skip
WRITTEN = {"created_at": "2026-01-05T10:00:00", "updated_at": "2026-01-05T10:00:00"}
HOME = {"address": "12 rue des Lilas", "postal_code": "69003", "city": "Lyon"}
AWAY = {"address": "3 avenue Foch", "postal_code": "44000", "city": "Nantes"}

# Louis in three applications; his twin Louise, who shares all but the name; Zoé, once; one Anne and another one.
MEMBERS = {
    "M1": {"first_name": "Louis", "last_name": "Moreau", "gender": "M", "birth_date": "1990-05-17",
           "email": "famille.moreau@courriel.example", "phone": "0612345679", **HOME},
    "M2": {"first_name": "Louise", "last_name": "Moreau", "gender": "F", "birth_date": "1990-05-17",
           "email": "famille.moreau@courriel.example", "phone": "0612345679", **HOME},
    "M3": {"first_name": "Zoé", "last_name": "Le Goff", "birth_date": "1971-02-03", "email": "zoe@courriel.example"},
    "M4": {"first_name": "Anne", "last_name": "Petit", "birth_date": "1955-08-30", **AWAY},
}  # fmt: skip
ACCOUNTS = {
    "A1": {"first_name": "Louis", "last_name": "MOREAU", "birth_date": "1990-05-17", "phone": "+33 6 12 34 56 79",
           "email": "louis@autre.example"},
    "A2": {"first_name": "Anne", "last_name": "Petit", "birth_date": "1980-01-12", "email": "anne@courriel.example"},
}  # fmt: skip
USERS = {
    "U1": {"first_name": "Louis", "last_name": "Moreau", "email": "louis@autre.example", "birth_date": "1990-05-17"},
    "U2": {"first_name": "Anne", "last_name": "Petit", "email": "petit@ailleurs.example", "phone": "0712345698",
           "birth_date": "1955-08-30"},
}  # fmt: skip


def build_known_people(folder: Path, one_parse: OneParse) -> Settings:
    """Delivers, ingests, matches and publishes them; gives the folders."""
    settings = settings_in(folder)
    deliver_known_people(LandingZone(settings.landing))
    ensure_state(settings.state_database)
    report = ingest(settings.landing, settings.raw_database, as_of=DELIVERED + AFTER_DELIVERY)
    assert report.is_complete, report.sentences
    one_parse.build_models(settings, known_models(), as_of=DELIVERED + AFTER_DELIVERY)
    append_to_duckdb(settings.state_database, settings.build_database)
    with duckdb.connect(str(settings.build_database)) as connection:
        keep_statements(connection, target_folder(settings))
    settings.build_database.rename(settings.published_database)
    assert settings.published_database.stem == CATALOGUE
    return settings


def known_models() -> tuple[str, ...]:
    """What tests ask about and packages are made of."""
    given = [entry.name for entry in load_register().entries if entry.topic and entry.database == "lundi"]
    return tuple(dict.fromkeys((*MODELS, *PRIVACY_MODELS, *given)))


def deliver_known_people(zone: LandingZone) -> None:
    """Delivers them and what the family did."""
    for entity, key, people in (
        ("loyalty/members", "member_id", {**MEMBERS, **family.MEMBERS}),
        ("ecommerce/accounts", "account_id", {**ACCOUNTS, **family.WEB}),
        ("drive/accounts", "account_id", family.DRIVE),
        ("app/users", "app_user_id", {**USERS, **family.APP}),
    ):
        contract = load_contract().entity(*entity.split("/"))
        assert contract is not None
        rows = [
            {column.name: {**values, key: identifier, **WRITTEN}.get(column.name, "") for column in contract.columns}
            for identifier, values in people.items()
        ]
        zone.deliver(entity, rows, f"{DELIVERED:%Y%m%dT%H%M%SZ}-001")
    family.write_family(zone)
