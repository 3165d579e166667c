"""The tables of the people: what the contract asks, what the demo promises, the same at every run."""

import pytest

from demo.retailer.people_world import LATEST_RECORDS, make_world, people_plan
from lundi.landing.contract import load_contract

ENTITIES = {
    "loyalty_members": ("loyalty", "members"),
    "loyalty_cards": ("loyalty", "cards"),
    "ecommerce_accounts": ("ecommerce", "accounts"),
    "drive_accounts": ("drive", "accounts"),
    "app_users": ("app", "users"),
    "privacy_consents": ("privacy", "consents"),
    "privacy_requests": ("privacy", "requests"),
    "privacy_match_decisions": ("privacy", "match_decisions"),
}
TRUTH = ("truth_people", "truth_records", "truth_trap_pairs", "truth_record_faults", "truth_life_events")


@pytest.fixture(scope="module")
def plan():
    return people_plan(people=3_000, records=5_000)


@pytest.fixture(scope="module")
def world(plan):
    connection = make_world(plan)
    connection.execute(LATEST_RECORDS)
    return connection


def rows(connection, sql):
    return connection.execute(sql).fetchall()


@pytest.mark.parametrize("table", ENTITIES)
def test_every_column_of_the_contract_is_there_with_its_type(world, table):
    entity = load_contract().entity(*ENTITIES[table])
    found = {name: kind.lower() for name, kind, *_ in rows(world, f"describe {table}")}
    assert list(found)[: len(entity.columns)] == [column.name for column in entity.columns]
    for column in entity.columns:
        assert found[column.name].replace(" ", "") == column.sql_type.replace(" ", "")
    assert found["changed_at"] == "timestamp"
    assert found["is_correction"] == "boolean"


@pytest.mark.parametrize("table", ENTITIES)
def test_mandatory_columns_are_filled_and_closed_lists_are_kept(world, table):
    for column in load_contract().entity(*ENTITIES[table]).columns:
        if not column.is_nullable:
            assert rows(world, f"select count(*) from {table} where {column.name} is null") == [(0,)]
        if column.values:
            found = {value for (value,) in rows(world, f"select distinct {column.name} from {table}")}
            assert found - {None} <= set(column.values)


@pytest.mark.parametrize("table", ENTITIES)
def test_a_key_comes_once_and_then_only_as_corrections_that_follow(world, table):
    key = ", ".join(load_contract().entity(*ENTITIES[table]).key)
    assert (
        rows(
            world,
            f"select * from (select is_correction, row_number() over (partition by {key} order by changed_at) as n, "
            f"changed_at = lag(changed_at) over (partition by {key} order by changed_at) as is_same from {table}) "
            "where is_correction != (n > 1) or is_same",
        )
        == []
    )


@pytest.mark.parametrize("table", ENTITIES)
def test_nothing_is_known_after_the_last_day(world, plan, table):
    assert rows(world, f"select count(*) from {table} where cast(changed_at as date) > '{plan.last_date}'") == [(0,)]


@pytest.mark.parametrize("table", [table for table in ENTITIES if table != "privacy_requests"])
def test_a_correction_is_told_within_the_history(world, plan, table):
    sql = f"select count(*) from {table} where is_correction and cast(changed_at as date) < '{plan.first_date}'"
    assert rows(world, sql) == [(0,)]


def test_people_and_records_are_as_many_as_planned(world, plan):
    assert rows(world, "select count(*) from demo_people") == [(plan.size.person_count,)]
    assert rows(world, "select count(*), count(distinct person_id) from truth_records") == [(5_000, 3_000)]
    assert rows(world, "select count(*) from latest_records") == [(5_000,)]


def test_the_truth_names_every_record(world):
    missing = (
        "select count(*) from latest_records as found anti join truth_records as truth "
        "on found.source_system = truth.source_system and found.customer_id = truth.source_customer_id "
        "and found.person_id = truth.person_id"
    )
    assert rows(world, missing) == [(0,)]


def test_versions_are_movers_new_names_cards_and_closed_accounts(world):
    changed = (
        "select count(*) from (select *, lag({0}) over (partition by {1} order by changed_at) as earlier from {2}) "
        "where is_correction and {0} is distinct from earlier"
    )
    for column, key, table in (
        ("address", "member_id", "loyalty_members"),
        ("last_name", "member_id", "loyalty_members"),
        ("closed_at", "member_id", "loyalty_members"),
        ("loyalty_card_number", "app_user_id", "app_users"),
        ("deleted_at", "account_id", "drive_accounts"),
        ("deactivated_at", "loyalty_card_number, issued_at", "loyalty_cards"),
    ):
        assert rows(world, changed.format(column, key, table))[0][0] > 0, column


def test_telephones_are_typed_in_several_ways(world):
    for form in ("0_________", "0_ __ __ __ __", "+33_________", "0033_________"):
        assert rows(world, f"select count(*) > 0 from latest_records where phone like '{form}'") == [(True,)]


def test_placeholders_are_where_applications_ask_too_much(world):
    for condition in (
        "phone in ('0600000000', '0000000000')",
        "birth_date = date '1900-01-01'",
        "lower(email) = 'noemail@noemail.com'",
        "upper(last_name) in ('TEST', 'INCONNU')",
    ):
        assert rows(world, f"select count(*) > 0 from latest_records where {condition}") == [(True,)]


def test_the_till_desk_writes_capitals_without_accents(world):
    share = (
        "select avg(cast(last_name = upper(strip_accents(last_name)) as integer)) from latest_records "
        "where source_system {} 'loyalty' and last_name is not null"
    )
    assert rows(world, share.format("="))[0][0] > 0.6
    assert rows(world, share.format("!="))[0][0] < 0.15


def test_demo_people_say_who_shops_where(world):
    wrong = (
        "select count(*) from demo_people where is_drive_shopper != "
        "(person_id in (select person_id from drive_accounts)) or visit_weight <= 0 "
        "or home_store_id not in (select store_id from demo_stores)"
    )
    assert rows(world, wrong) == [(0,)]


def test_every_kind_of_trap_has_its_pairs(world):
    found = dict(rows(world, "select trap_code, count(*) from truth_trap_pairs group by all"))
    assert set(found) == {"couple", "twins", "look_alike_twins", "father_and_son", "namesakes"}
    assert sum(found.values()) == 45  # 3 % of 3,000 people, two by two


def test_traps_are_what_they_are_called(world):
    pairs = (
        "select count(*) from truth_trap_pairs as pair join truth_people as l on pair.left_person_id = l.person_id "
        "join truth_people as r on pair.right_person_id = r.person_id where pair.trap_code = '{}' and not ({})"
    )
    same_home = "l.household_id = r.household_id and l.last_name = r.last_name"
    for code, condition in {
        "twins": f"{same_home} and l.birth_date = r.birth_date and l.first_name != r.first_name",
        "look_alike_twins": f"{same_home} and l.birth_date = r.birth_date and l.gender != r.gender",
        "father_and_son": f"{same_home} and l.first_name = r.first_name and r.birth_date > l.birth_date + 19 * 365",
        "couple": f"{same_home} and l.first_name != r.first_name",
        "namesakes": "l.household_id != r.household_id and l.last_name = r.last_name and l.first_name = r.first_name",
    }.items():
        assert rows(world, pairs.format(code, condition)) == [(0,)], code


def test_the_same_seed_gives_the_same_people_and_another_seed_others():
    first, again, other = (make_world(people_plan(seed=seed)) for seed in (1, 1, 2))
    for table in ("demo_people", *ENTITIES, *TRUTH):
        content = rows(first, f"select * from {table}")
        assert content == rows(again, f"select * from {table}"), table
        assert content != rows(other, f"select * from {table}"), table


def test_the_smallest_demo_has_people_everywhere():
    world = make_world(people_plan(people=60, records=100))
    for table in ("demo_people", *ENTITIES):
        assert rows(world, f"select count(*) > 0 from {table}") == [(True,)], table
