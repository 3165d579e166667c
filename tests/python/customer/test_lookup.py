"""Lookup before create: whom a newcomer may be, how surely, and why not surely."""

import json
from datetime import date

import pytest
from typer.testing import CliRunner

from lundi.bench.lookup import bench_lookup, quantile
from lundi.cli import app
from lundi.customer.answers import lookup_document
from lundi.customer.lookup import CustomerLookup, best_levels, case_texts, weaker
from lundi.customer.masks import masked_email
from lundi.customer.newcomers import Newcomer, parse_birth_date
from lundi.errors import ExitCode, LundiError
from lundi.warehouse.published import open_published

LOUIS, LOUISE = ("app-U1", "ecommerce-A1", "loyalty-M1"), ("loyalty-M2",)
TWINS_EMAIL = "Famille.Moreau@courriel.example"


@pytest.fixture(scope="module")
def find(known_people):
    with open_published(known_people) as connection:
        lookup = CustomerLookup(connection)
        yield lambda **values: lookup.find(Newcomer(**values))


def told(answer):
    return [(one.records, one.confidence, one.case_code) for one in answer.candidates]


def test_name_and_birth_date_are_certain_however_they_are_written(find):
    answer = find(first_name="LOUIS", last_name="moreau", birth_date=date(1990, 5, 17))
    assert told(answer) == [(LOUIS, "certain", "C03")]
    assert answer.candidates[0].attributes("same") == ["first_name", "last_name", "birth_date"]


def test_an_email_alone_is_possible_and_offers_both_twins(find):
    answer = find(email=TWINS_EMAIL)
    assert sorted(told(answer)) == [(LOUIS, "possible", None), (LOUISE, "possible", None)]
    assert all(one.attributes("same") == ["email"] for one in answer.candidates)


def test_without_a_first_name_both_twins_are_offered_even_with_their_birth_date(find):
    answer = find(last_name="Moreau", birth_date=date(1990, 5, 17), email=TWINS_EMAIL)
    assert sorted(told(answer)) == [(LOUIS, "possible", "C21"), (LOUISE, "possible", "C21")]


def test_the_twin_of_another_first_name_is_refused_and_said(find):
    answer = find(first_name="Louise", last_name="Moreau", birth_date=date(1990, 5, 17), email=TWINS_EMAIL)
    assert told(answer) == [(LOUISE, "certain", "C03")]
    assert [(one.records, one.case_code) for one in answer.refused] == [(LOUIS, "C01")]


def test_two_customers_of_one_name_are_both_offered_and_none_is_certain(find):
    answer = find(first_name="Anne", last_name="Petit")
    assert {records for records, _, _ in told(answer)} == {("app-U2", "loyalty-M4"), ("ecommerce-A2",)}
    assert {confidence for _, confidence, _ in told(answer)} == {"possible"}


def test_a_stranger_is_nobody(find):
    answer = find(first_name="Zoé", last_name="Inconnue", email="nobody@courriel.example")
    assert (answer.candidates, answer.refused) == ((), ())


def test_what_proves_nothing_is_said(find):
    answer = find(email="not a mailbox", last_name="Moreau")
    assert answer.unused == ("email",)


# Each of them gives what others leave out: a plan must not keep what was missing when it was made.
DIFFERING = (
    Newcomer(first_name="Louis", last_name="Moreau", birth_date=date(1990, 5, 17)),
    Newcomer(email=TWINS_EMAIL),
    Newcomer(phone="0612345678"),
    Newcomer(last_name="Petit", address="12 rue de la Paix", postal_code="75002", city="Paris"),
    Newcomer(first_name="Zoé", last_name="Inconnue", email="nobody@courriel.example"),
    Newcomer(first_name="Louise", last_name="Moreau", birth_date=date(1990, 5, 17), email=TWINS_EMAIL),
)


def test_kept_plans_answer_as_a_first_lookup_does(known_people):
    with open_published(known_people) as connection:
        lookup = CustomerLookup(connection)
        again = [[lookup.find(newcomer) for newcomer in DIFFERING] for _ in range(3)]
    firsts = []
    for newcomer in DIFFERING:
        with open_published(known_people) as connection:
            firsts.append(CustomerLookup(connection).find(newcomer))
    assert again == [firsts] * 3
    assert any(answer.candidates for answer in firsts)


def test_kept_plans_are_not_bound_again(known_people, tmp_path):
    with open_published(known_people) as connection:
        lookup = CustomerLookup(connection)
        for newcomer in DIFFERING[3:] * 3:
            lookup.find(newcomer)
        names = [row[0] for row in connection.execute("select name from duckdb_prepared_statements()").fetchall()]
        query = lookup._reader._query
        profile = tmp_path / "profile.json"
        connection.execute("pragma enable_profiling = 'json'")
        connection.execute(f"set profiling_output = '{profile}'")
        connection.execute("pragma profiling_mode = 'detailed'")

        def binding_seconds(statement):
            connection.execute("pragma disable_optimizer")
            connection.execute(statement).fetchall()
            return json.loads(profile.read_text(encoding="utf-8"))["planner"]["binding_time"]

        once = binding_seconds(query)
        kept = {name: binding_seconds(f"execute {name}") for name in names}
    assert once > 0
    assert {"rows_of_read_evidence", "rows_of_members", "fill_read_int_customer__addresses"} <= kept.keys()
    assert {name for name, seconds in kept.items() if seconds > once / 10} == set()


def test_a_lookup_that_broke_off_leaves_the_next_one_whole(known_people, monkeypatch):
    with open_published(known_people) as connection:
        lookup = CustomerLookup(connection)
        with monkeypatch.context() as patch:
            patch.setattr(lookup, "_compared", lambda numbers: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                lookup.find(DIFFERING[0])
        assert told(lookup.find(DIFFERING[0])) == [(LOUIS, "certain", "C03")]


def test_nothing_known_is_an_error(find):
    with pytest.raises(LundiError, match="nothing is known"):
        find()


def test_a_newcomer_is_read_as_the_records_are(known_people):
    """The statements that the edition keeps give each record, delivered again, the evidence that the build gave it."""
    with open_published(known_people) as connection:
        reader = CustomerLookup(connection)._reader
        kept = {row[0]: row[1:] for row in connection.execute(
            "select record_id, first_name, first_name_forms, first_name_sound, is_known_first_name, "
            "is_common_first_name, is_read_as_both_sexes, last_name_key, "
            "birth_digits, email, phone, street_key, postal_code, city from vault.int_customer__evidence"
        ).fetchall()}  # fmt: skip
        from customer.known_people import MEMBERS

        for identifier, values in MEMBERS.items():
            given = {name: value for name, value in values.items() if name != "gender"}
            given["birth_date"] = date.fromisoformat(given["birth_date"])
            read = reader.read(Newcomer(**given))
            names = ("first_name", "first_name_forms", "first_name_sound", "is_known_first_name",
                     "is_common_first_name", "is_read_as_both_sexes", "last_name_key",
                     "birth_digits", "email", "phone", "street_key", "postal_code", "city")  # fmt: skip
            assert tuple(read[name] for name in names) == kept[f"loyalty-{identifier}"]


def test_the_view_for_applications_is_certain_of_a_case_alone(known_people):
    with open_published(known_people) as connection:
        found = dict(connection.execute(
            "select key_kind, string_agg(distinct confidence, ',' order by confidence) "
            "from vault.int_customer__lookup_candidates group by key_kind"
        ).fetchall())  # fmt: skip
    assert found["name_birth_date"] == "certain"
    assert {found[kind] for kind in ("email", "phone", "names", "address")} == {"possible"}


def test_the_command_masks_what_names_people(known_people):
    runner = CliRunner(env={"LUNDI_WAREHOUSE": str(known_people.warehouse)})
    arguments = ["customers", "lookup", "--email", TWINS_EMAIL, "--json"]
    result = runner.invoke(app, arguments)
    assert result.exit_code == ExitCode.OK
    document = json.loads(result.stdout)
    assert [one["is_one_criterion_alone"] for one in document["candidates"]] == [True, True]
    assert "f***@courriel.example" in {one["shown"].get("email") for one in document["candidates"]}
    assert "famille.moreau" not in result.stdout.lower()


def test_reasons_come_in_both_languages(find, known_people):
    answer = find(first_name="Louis", last_name="Moreau", birth_date=date(1990, 5, 17))
    with open_published(known_people) as connection:
        document = lookup_document(answer, case_texts(connection))
    assert document["candidates"][0]["name_fr"] == "Nom et date de naissance"
    assert document["candidates"][0]["name_en"] == "Name and birth date"


def test_the_bench_finds_the_records_that_it_asks_for(known_people):
    result = bench_lookup(known_people.published_database, count=3)
    assert result.lookup_count >= 1
    assert result.found_count == result.lookup_count
    assert all(seconds > 0 for seconds in result.command_seconds)


def test_small_things():
    assert weaker("certain") == "likely"
    assert weaker("possible") == "possible"
    assert masked_email("marie@courriel.example") == "m***@courriel.example"
    assert parse_birth_date("29/02/1984") == date(1984, 2, 29)
    assert best_levels(["SDMMMMMMMMD", "CSMMMMMMMDD"])["last_name"] == "same"
    assert best_levels(["DSNNNNNNNNN", "CSMMDMMMMMD"])["email"] == "different"
    assert best_levels(["DSNNNNNNNNN"])["email"] == "not_compared"
    assert (quantile([3.0, 1.0, 2.0, 4.0], 0.5), quantile([3.0, 1.0], 0.95)) == (2.0, 3.0)
    with pytest.raises(LundiError, match="no birth date"):
        parse_birth_date("1984")
