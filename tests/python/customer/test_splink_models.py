"""What Splink is given and how it is set up: the same records, the rules that the set can serve."""

import duckdb
import pytest

from lundi.customer.layouts import VALUE_COLUMNS
from lundi.customer.relations import record_id
from lundi.customer.sets import NO_CARDS
from lundi.customer.splink_models import INPUT, MODELS, SWAPPED_NAMES, comparisons, usable


def given(**values):
    """The columns of one record as Splink gets them."""
    listed = ", ".join(f"cast(null as {sql_type}) as {name}" for name, sql_type in VALUE_COLUMNS.items())
    with duckdb.connect() as connection:
        connection.execute(
            "create table records as select 'loyalty' as source_system, 'x' as source_customer_id, "
            f"'o' as original_id, {listed}"
        )
        connection.execute(NO_CARDS)
        connection.execute(
            "insert into cards values ('o', '1', timestamp '2020-01-01', timestamp '2021-01-01'), "
            "('o', 'n2', timestamp '2021-01-01', null)"
        )
        for name, value in values.items():
            connection.execute(f"update records set {name} = ?", [value])
        found = connection.execute(INPUT.format(record_id=record_id()))
        names = [column[0] for column in found.description]
        return dict(zip(names, found.fetchall()[0], strict=True))


def test_values_are_in_small_letters_without_accents():
    record = given(first_name="ZOÉ ", last_name="Le Goff", email="Z@Free.fr", address="12 Rue Église", city="Évry")
    assert (record["record_id"], record["full_name"]) == ("loyalty-x", "zoe le goff")
    assert (record["email"], record["address"], record["city"]) == ("z@free.fr", "12 rue eglise", "evry")
    assert record["street_number"] == "12"


@pytest.mark.parametrize("phone", ["06 12 34 56 78", "+33 6 12 34 56 78", "0033612345678", "06.12.34.56.78"])
def test_forms_of_a_telephone_number_are_one(phone):
    assert given(phone=phone)["phone"] == "612345678"


def test_placeholders_are_taken_out_so_that_splink_is_not_fooled_by_them():
    record = given(first_name="TEST", birth_date="1900-01-01")
    assert (record["first_name"], record["birth_date"]) == (None, None)


def test_a_member_has_the_card_that_is_in_use():
    assert given()["loyalty_card_number"] == "N2"
    assert given(loyalty_card_number="a7")["loyalty_card_number"] == "A7"


def test_rules_on_columns_without_values_are_left_out():
    rules = (("email",), ("substr(postal_code,1,3)", "last_name"), SWAPPED_NAMES)
    assert usable(rules, []) == list(rules)
    assert usable(rules, ["postal_code", "email"]) == [SWAPPED_NAMES]
    assert usable(rules, ["last_name"]) == [("email",)]


@pytest.mark.parametrize("model", MODELS)
def test_comparisons_of_columns_without_values_are_left_out(model):
    pytest.importorskip("splink", reason="not run: splink is not installed")
    every = comparisons(model, [])
    assert len(comparisons(model, ["postal_code"])) == len(every) - 1
