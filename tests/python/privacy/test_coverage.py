"""The privacy register against the project: nothing without a class, nothing personal outside it, nothing in it that is
not there."""

import json
from copy import deepcopy

import pytest

from lundi.landing.contract import load_contract
from lundi.privacy.coverage import missing, needless, objects_of, personal, unclassified, unreachable
from lundi.privacy.register import load_register
from lundi.warehouse.dbt import target_folder

REGISTER = load_register()


@pytest.fixture(scope="module")
def manifest(known_people):
    return json.loads((target_folder(known_people) / "manifest.json").read_text(encoding="utf-8"))


@pytest.fixture
def objects(manifest):
    return deepcopy(objects_of(manifest, load_contract()))


def test_every_column_of_every_model_seed_snapshot_source_and_contract_has_a_class(objects):
    assert unclassified(objects) == []
    assert len(objects) > 300


def test_every_object_with_a_personal_column_stands_in_the_register_and_no_other(objects):
    assert missing(objects, REGISTER) == []
    assert needless(objects, REGISTER) == []
    assert len(personal(objects)) > 100


def test_a_person_can_be_found_in_every_object_of_the_register(objects):
    assert unreachable(objects, REGISTER) == []


def test_a_column_without_class_and_an_object_without_columns_are_found(objects):
    objects["lundi.marts.dim_customers"]["household_id"] = None
    objects["lundi.marts.fct_new"] = {}
    objects["lundi_raw.raw.loyalty_members"]["email"] = "perhaps"
    assert unclassified(objects) == [
        "lundi.marts.dim_customers.household_id",
        "lundi.marts.fct_new",
        "lundi_raw.raw.loyalty_members.email",
    ]


def test_a_personal_object_that_is_missing_is_found(objects):
    objects["lundi.marts.fct_wishes"] = {"customer_id": "pseudonymous", "wish": "none"}
    objects["lundi.marts.fct_counts"] = {"customer_count": "none"}
    assert missing(objects, REGISTER) == ["lundi.marts.fct_wishes"]


def test_an_entry_of_nothing_personal_and_one_of_nothing_at_all_are_found(objects):
    del objects["lundi.marts.dim_customers"]
    objects["lundi.marts.fct_consents"] = dict.fromkeys(objects["lundi.marts.fct_consents"], "none")
    assert needless(objects, REGISTER) == ["lundi.marts.dim_customers", "lundi.marts.fct_consents"]


def test_an_entry_whose_key_or_cleared_column_is_gone_is_found(objects):
    del objects["lundi.marts.dim_customers"]["customer_id"]
    del objects["lundi_raw.raw.pos_tickets"]["loyalty_card_number"]
    assert unreachable(objects, REGISTER) == ["lundi.marts.dim_customers", "lundi_raw.raw.pos_tickets"]


def test_what_is_delivered_tells_by_its_contract_and_not_by_what_the_loading_adds(objects):
    members = objects["lundi_raw.raw.loyalty_members"]
    assert (members["email"], members["member_id"], members["file_name"]) == ("direct", "pseudonymous", "none")
