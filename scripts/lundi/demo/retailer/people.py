"""The people of the demo and everything that the applications know of them, as tables of one connection."""

from dataclasses import dataclass

import duckdb
import numpy as np

from lundi.demo.retailer.arrow_tables import contract_select, create_from_arrays
from lundi.demo.retailer.cards import Cards, link_cards, make_cards
from lundi.demo.retailer.choices import texts
from lundi.demo.retailer.consents import make_consents
from lundi.demo.retailer.contacts import make_contacts
from lundi.demo.retailer.names import load_names
from lundi.demo.retailer.population import Population, household_ids, make_population, person_ids
from lundi.demo.retailer.privacy import choose_requests, close_erased, decision_columns, request_columns
from lundi.demo.retailer.randomness import generator
from lundi.demo.retailer.records import DRIVE, ECOMMERCE, SYSTEMS, Records, make_records
from lundi.demo.retailer.size import DemoPlan
from lundi.demo.retailer.towns import StorePlaces, read_stores
from lundi.demo.retailer.versions import Versions, make_versions

# Table, source and entity of the contract, and the key by the columns of all versions.
ACCOUNT_TABLES = (
    ("loyalty_members", "loyalty", "members", "customer_id as member_id"),
    ("ecommerce_accounts", "ecommerce", "accounts", "customer_id as account_id, closed_at as deleted_at"),
    ("drive_accounts", "drive", "accounts", "customer_id as account_id, closed_at as deleted_at"),
    ("app_users", "app", "users", "customer_id as app_user_id"),
)


@dataclass(frozen=True)
class People:
    """Everything about the people before it becomes tables."""

    population: Population
    records: Records
    cards: Cards
    versions: Versions


def make_people(connection: duckdb.DuckDBPyConnection, plan: DemoPlan, stores: str = "demo_stores") -> None:
    """Creates the tables of the people; `stores` is a table with the contract's columns of reference/stores.

    demo_people, loyalty_members, loyalty_cards, ecommerce_accounts, drive_accounts, app_users, privacy_consents,
    privacy_requests, privacy_match_decisions and the truth: truth_people, truth_records, truth_trap_pairs,
    truth_record_faults, truth_life_events. Rows of one key are its successive versions.
    """
    places = read_stores(connection, stores, np.datetime64(plan.last_date))
    people = make_population(plan, places, load_names())
    contacts = make_contacts(plan, people)
    records = make_records(plan, people, places)
    requests = choose_requests(plan, people, records)
    records = close_erased(plan, records, requests)
    cards = make_cards(plan, records)
    versions = make_versions(plan, people, places, contacts, records, link_cards(plan, people, records, cards))
    ids = person_ids(people.count)
    _create_accounts(connection, ids, records, versions)
    _create_cards(connection, plan, ids, records, cards)
    _create_privacy(
        connection,
        {
            "consents": make_consents(plan, records),
            "requests": request_columns(plan, people, contacts, records, cards, requests),
            "match_decisions": decision_columns(plan, people, records),
        },
    )
    _create_people(connection, plan, places, people, records, ids)
    _create_truth(connection, people, records, versions, ids)


def _create_accounts(
    connection: duckdb.DuckDBPyConnection, ids: np.ndarray, records: Records, versions: Versions
) -> None:
    columns = {
        **versions.columns,
        "source_system": texts(SYSTEMS)[records.system[versions.record]],
        "person_id": ids[records.person[versions.record]],
        "changed_at": versions.changed_at,
        "is_correction": versions.is_correction,
    }
    create_from_arrays(connection, "versions_of_records", columns)
    for table, source, entity, key in ACCOUNT_TABLES:
        select = contract_select(source, entity, "person_id", "changed_at", "is_correction")
        connection.execute(
            f"create or replace table {table} as select {select} from "
            f"(select *, {key} from versions_of_records where source_system = '{source}') order by 1, changed_at"
        )
    connection.execute("drop table versions_of_records")


def _create_cards(
    connection: duckdb.DuckDBPyConnection, plan: DemoPlan, ids: np.ndarray, records: Records, cards: Cards
) -> None:
    """Two versions of a card that was deactivated during the history, one of the others."""
    beginning = np.datetime64(plan.first_date).astype("datetime64[s]")
    ended_before = cards.deactivated_at < beginning
    ended_since = cards.deactivated_at >= beginning
    never = np.full(len(cards.number), np.datetime64("NaT"), dtype="datetime64[s]")
    rows = np.concatenate((np.arange(len(cards.number)), np.flatnonzero(ended_since)))
    corrections = int(ended_since.sum())
    columns = {
        "loyalty_card_number": cards.number[rows],
        "issued_at": cards.issued_at[rows],
        "member_id": records.customer_id[cards.record[rows]],
        "deactivated_at": np.concatenate(
            (np.where(ended_before, cards.deactivated_at, never), cards.deactivated_at[ended_since])
        ),
        "person_id": ids[records.person[cards.record[rows]]],
        "changed_at": np.concatenate(
            (np.where(ended_before, cards.deactivated_at, cards.issued_at), cards.deactivated_at[ended_since])
        ),
        "is_correction": np.arange(len(rows)) >= len(rows) - corrections,
    }
    select = contract_select("loyalty", "cards", "person_id", "changed_at", "is_correction")
    order = "loyalty_card_number, issued_at, changed_at"
    create_from_arrays(connection, "loyalty_cards", columns, select=select, order_by=order)


def _create_privacy(connection: duckdb.DuckDBPyConnection, entities: dict[str, dict[str, np.ndarray]]) -> None:
    for entity, columns in entities.items():
        select = contract_select("privacy", entity, "changed_at", "is_correction")
        create_from_arrays(connection, f"privacy_{entity}", columns, select=select, order_by="1, changed_at")


def _create_people(
    connection: duckdb.DuckDBPyConnection,
    plan: DemoPlan,
    stores: StorePlaces,
    people: Population,
    records: Records,
    ids: np.ndarray,
) -> None:
    def has_account(system: int) -> np.ndarray:
        return np.bincount(records.person[records.system == system], minlength=people.count) > 0

    weight = generator(plan.seed, "visits").gamma(1.3, 1 / 1.3, people.count)
    columns = {
        "person_id": ids,
        "household_id": household_ids(len(people.households.size))[people.household],
        "home_store_id": stores.store_id[people.households.store[people.household]],
        "is_drive_shopper": has_account(DRIVE),
        "is_online_shopper": has_account(ECOMMERCE),
        "visit_weight": np.round(0.05 + weight, 4),
    }
    create_from_arrays(connection, "demo_people", columns)


def _create_truth(
    connection: duckdb.DuckDBPyConnection,
    people: Population,
    records: Records,
    versions: Versions,
    ids: np.ndarray,
) -> None:
    system = texts(SYSTEMS)[records.system]
    owners = {"source_system": system, "source_customer_id": records.customer_id, "person_id": ids[records.person]}
    create_from_arrays(connection, "truth_records", owners)
    everybody = {
        "person_id": ids,
        "household_id": household_ids(len(people.households.size))[people.household],
        "first_name": people.first_name,
        "last_name": people.last_name,
        "gender": people.gender,
        "birth_date": people.birth_date,
        "trap_code": people.trap_code,
    }
    create_from_arrays(connection, "truth_people", everybody)
    pairs = people.trap_pairs
    create_from_arrays(
        connection,
        "truth_trap_pairs",
        {
            "left_person_id": ids[pairs[:, 0]],
            "right_person_id": ids[pairs[:, 1]],
            "trap_code": people.trap_code[pairs[:, 0]],
        },
    )
    marks = [(code, np.flatnonzero(mask)) for code, mask in versions.faults.has.items()]
    places = np.concatenate([rows for _, rows in marks])
    create_from_arrays(
        connection,
        "truth_record_faults",
        {
            "source_system": system[places],
            "source_customer_id": records.customer_id[places],
            "fault_code": np.repeat(texts([code for code, _ in marks]), [len(rows) for _, rows in marks]),
        },
        order_by="1, 2, 3",
    )
    moved_on = people.households.moved_on[people.household]
    movers, renamed = np.flatnonzero(~np.isnat(moved_on)), np.flatnonzero(~np.isnat(people.renamed_on))
    create_from_arrays(
        connection,
        "truth_life_events",
        {
            "person_id": ids[np.concatenate((movers, renamed))],
            "event_code": np.repeat(texts(["moved", "married_name"]), [len(movers), len(renamed)]),
            "happened_on": np.concatenate((moved_on[movers], people.renamed_on[renamed])).astype("datetime64[D]"),
        },
        order_by="1, 2",
    )
