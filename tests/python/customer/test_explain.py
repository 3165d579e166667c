"""Why two records are one customer, why not, and how a customer grew."""

import json

import pytest
from typer.testing import CliRunner

from lundi.cli import app
from lundi.customer.answers import load_words
from lundi.customer.explain import how, shortest_path, why, why_not
from lundi.errors import ExitCode, LundiError
from lundi.warehouse.published import open_published


@pytest.fixture(scope="module")
def edition(known_people):
    with open_published(known_people) as connection:
        yield connection


@pytest.fixture
def call(known_people):
    runner = CliRunner(env={"LUNDI_WAREHOUSE": str(known_people.warehouse)})
    return lambda *arguments: runner.invoke(app, ["customers", *arguments])


def link(left, right, strength):
    return {
        "left_source_system": "app", "left_source_customer_id": left, "right_source_system": "app",
        "right_source_customer_id": right, "strength": strength,
    }  # fmt: skip


def test_the_shortest_way_is_taken_and_of_two_the_stronger_one():
    links = [link("a", "b", 9), link("b", "d", 1), link("a", "c", 5), link("c", "d", 6), link("d", "e", 3)]
    found = shortest_path(links, "app-a", "app-d")
    assert [one["strength"] for one in found] == [5, 6]
    assert shortest_path(links, "app-a", "app-z") == []


def test_a_link_names_its_case_and_evidence(edition):
    answer = why(edition, "loyalty-M1", "ecommerce:A1")
    assert [one["case_code"] for one in answer.path] == ["C03"]
    assert (answer.path[0]["first_name_level"], answer.path[0]["email_level"]) == ("same", "different")
    assert not answer.path[0]["is_decided_by_person"]


def test_twins_are_refused_by_their_first_names(edition):
    answer = why_not(edition, "loyalty-M1", "loyalty-M2")
    assert (answer.seen, answer.refusal_kind, answer.row["case_code"]) == (True, "refused", "C01")


def test_a_pair_that_shares_no_key_is_compared_then_and_there(edition):
    answer = why_not(edition, "loyalty-M3", "loyalty-M4")
    assert (answer.seen, answer.refusal_kind, answer.shared_keys) == (False, "no_shared_key", ())
    assert answer.row["case_code"] is None
    assert answer.row["first_name_level"] == "different"
    assert answer.row["would_decide_fr"]


def test_a_customer_grows_from_one_record_by_each_of_the_others(edition):
    customer = why(edition, "loyalty-M1", "ecommerce-A1").left.customer_id
    answer = how(edition, customer)
    assert [step["step_number"] for step in answer.steps] == [1, 2, 3]
    assert answer.steps[0]["case_code"] is None
    assert {step["source_customer_id"] for step in answer.steps} == {"M1", "A1", "U1"}
    before = set()
    for step in answer.steps:
        assert step["joined_source_customer_id"] in before or not before
        before.add(step["source_customer_id"])


def test_a_customer_of_one_record_has_no_steps(edition):
    customer = edition.execute(
        "select customer_id from vault.int_customer__customer_records where record_id = 'loyalty-M3'"
    ).fetchall()[0][0]
    assert how(edition, customer).steps == ()


def test_every_record_of_a_customer_of_several_is_a_step_of_it(edition):
    missing = edition.execute(
        "select count(*) from vault.int_customer__customer_records where record_count > 1 and record_id not in "
        "(select source_system || '-' || source_customer_id from marts.fct_customer_growth)"
    ).fetchall()
    assert missing == [(0,)]


@pytest.mark.parametrize(
    ("ask", "arguments", "said"),
    [
        (why, ("loyalty-M1", "loyalty-M2"), "two customers"),
        (why_not, ("loyalty-M1", "app-U1"), "one customer"),
        (why, ("loyalty-M1", "loyalty:M1"), "one record"),
        (why, ("loyalty-M1", "loyalty-M99"), "no record M99"),
        (why, ("M1", "loyalty-M2"), "names no record"),
        (how, ("C000",), "no customer has the id"),
    ],
)
def test_what_cannot_be_answered_says_what_to_ask(edition, ask, arguments, said):
    with pytest.raises(LundiError, match=said) as error:
        ask(edition, *arguments)
    assert error.value.next_step


def test_answers_come_in_two_languages_and_as_json(call):
    french, english = (call("why", "loyalty-M1", "app-U1", "--language", one).stdout for one in ("fr", "en"))
    assert "Nom et date de naissance" in french
    assert "Name and birth date" in english
    assert "deux clients" in call("why-not", "loyalty-M1", "loyalty-M2").stdout
    document = json.loads(call("why-not", "loyalty-M1", "loyalty-M2", "--json").stdout)
    assert document["comparison"]["case_code"] == "C01"
    steps = json.loads(call("how", document["left_customer_id"], "--json").stdout)["steps"]
    assert len(steps) == 3


def test_a_wrong_question_fails_and_help_teaches(call):
    assert isinstance(call("why", "loyalty-M1", "loyalty-M2").exception, LundiError)
    assert call("how").exit_code == ExitCode.USAGE
    assert "Exit codes: 0 all went well" in call("why-not", "--help").stdout


def test_both_languages_have_the_same_words():
    assert load_words("fr").keys == load_words("en").keys
