"""The contract as data says what the contract as prose says."""

import re

import pytest

from lundi.landing.contract import load_contract, marks_employees

ENTITIES = load_contract().entities


def test_every_entity_of_the_landing_contract_is_there():
    found = {f"{entity.source}/{entity.name}" for entity in ENTITIES}
    assert found == {
        *(f"reference/{n}" for n in ("stores", "store_closures", "products", "product_costs", "promotions", "targets")),
        *(f"pos/{n}" for n in ("tickets", "ticket_lines", "z_reports", "waste")),
        *(f"ecommerce/{n}" for n in ("accounts", "orders", "order_lines", "returns")),
        *(f"drive/{n}" for n in ("accounts", "orders", "order_lines", "returns", "slots")),
        *(f"marketplace/{n}" for n in ("orders", "order_lines", "returns", "settlements")),
        *(f"loyalty/{n}" for n in ("members", "cards")),
        *(f"app/{n}" for n in ("users", "scan_sessions")),
        *(f"privacy/{n}" for n in ("consents", "requests", "match_decisions")),
    }


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: f"{entity.source}/{entity.name}")
def test_keys_and_replaced_units_are_mandatory_columns(entity):
    for name in (*entity.key, *entity.replaces):
        assert not entity.column(name).is_nullable


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: f"{entity.source}/{entity.name}")
def test_types_follow_the_naming_rule(entity):
    rules = (
        (r"^unit_cost_", "decimal(18,4)"),
        (r"_eur(_|$)", "decimal(18,2)"),
        (r"quantity$", "decimal(18,3)"),
        (r"^vat_rate$", "decimal(5,4)"),
        (r"^(line_number|.*_count|capacity_.*)$", "bigint"),
        (r"^is_", "boolean"),
        (r"(_date|_on|_from|_to)$", "date"),
        (r"(_at|^slot_.*)$", "timestamp"),
        (r"^sales_area_m2$", "decimal(18,3)"),
    )
    for column in entity.columns:
        expected = next((sql_type for pattern, sql_type in rules if re.search(pattern, column.name)), "varchar")
        assert column.sql_type == expected, column.name


def test_only_referential_states_come_whole():
    full = {f"{entity.source}/{entity.name}" for entity in ENTITIES if entity.modes == ("full",)}
    assert full == {f"reference/{n}" for n in ("stores", "store_closures", "products", "promotions", "targets")}
    assert all(entity.modes in (("full",), ("append", "correction")) for entity in ENTITIES)


@pytest.mark.parametrize(
    "name",
    [
        "matricule",
        "code_salarie",
        "is_employee",
        "staff_discount",
        "COLLABORATEUR",
        "cse",
        "isEmployee",
        "customerStaff",
        "cseDiscount",
        "is_personnel",
    ],
)
def test_a_column_that_marks_employees_is_recognised(name):
    assert marks_employees(name)


@pytest.mark.parametrize("name", ["increase", "checkout_mode", "personal_note_count", "distaff", "email_personnel"])
def test_a_harmless_column_is_not_taken_for_an_employee_marker(name):
    assert not marks_employees(name)
