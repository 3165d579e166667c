"""Each fault by hand-written examples."""

import numpy as np
import pytest

from lundi.demo.retailer import faults


@pytest.mark.parametrize(
    ("dice", "expected"),
    [
        ((0.0, 0.1, 0.0), "Mrtin"),  # left out
        ((0.0, 0.4, 0.0), "Maartin"),  # doubled
        ((0.0, 0.6, 0.0), "Mratin"),  # exchanged
        ((0.0, 0.9, 0.0), "Mzrtin"),  # hit beside
    ],
)
def test_a_mistyped_name_differs_by_one_slip(dice, expected):
    assert faults.mistyped("Martin", *dice) == expected


@pytest.mark.parametrize("text", ["Al", "A", "Éo", "aaaa"])
def test_even_the_shortest_names_can_be_mistyped(text):
    for die in np.linspace(0, 0.99, 12):
        assert faults.mistyped(text, die, die, die)


@pytest.mark.parametrize(("how", "expected"), [(0.1, "Jean"), (0.7, "J-P"), (0.9, "JP")])
def test_a_double_first_name_is_shortened(how, expected):
    assert faults.shortened_first_name("Jean-Pierre", 0, how, 0) == expected


@pytest.mark.parametrize(
    ("name", "how", "expected"),
    [("Le Goff", 0.9, "Legoff"), ("Da Silva", 0.1, "Silva"), ("Martin-Dupont", 0.1, "Martin")],
)
def test_a_double_last_name_is_shortened(name, how, expected):
    assert faults.shortened_last_name(name, 0, how, 0) == expected


def test_a_diminutive_is_found_with_and_without_accents():
    assert faults.diminutive("Stéphanie", 0, 0, 0) == "Steph"
    assert faults.diminutive("Zélia", 0, 0, 0) == "Zélia"


def test_digits_are_exchanged_or_wrong_but_the_number_stays_one():
    assert faults.transposed_phone("0612345678", 0.0, 0, 0) == "0621345678"
    assert faults.transposed_phone("0666666666", 0.0, 0, 0) == "0666666667"
    assert faults.wrong_digit("44000", 0.0, 0, 0.0) == "44100"


def test_a_date_of_birth_is_swapped_or_off():
    assert faults.swapped_date(np.datetime64("1980-03-05"), 0, 0, 0) == np.datetime64("1980-05-03")
    assert faults.mistyped_date(np.datetime64("1980-12-31"), 0, 0.5, 0) == np.datetime64("1980-01-28")
    assert faults.mistyped_date(np.datetime64("1980-03-05"), 0, 0.7, 0.9) == np.datetime64("1981-03-05")


def test_a_mail_is_mistyped_in_its_domain_or_before_it():
    assert faults.mistyped_mail("a.martin@courriel.example", 0, 0.1, 0) == "a.martin@couriel.example"
    assert faults.mistyped_mail("a.martin@courriel.example", 0.5, 0.6, 0.1).endswith("@courriel.example")


def test_a_quarter_of_the_records_is_faulty_and_only_in_what_they_have():
    count = 4_000
    names = np.full(count, "Anne", dtype=object)
    nothing = np.full(count, None, dtype=object)
    system = np.arange(count) % 4
    applicable = faults.applicable_faults(
        names,
        np.full(count, "Martin", dtype=object),
        np.zeros(count, dtype=bool),
        np.full(count, np.datetime64("NaT"), dtype="datetime64[D]"),
        nothing,
        nothing,
        nothing,
    )
    planned = faults.plan_faults(np.random.default_rng(1), system, applicable)
    has_any = np.column_stack(list(planned.has.values())).any(axis=1)
    assert has_any.sum() == count // 4
    assert not planned.has["phone_digit"].any()
    assert not planned.has["birth_date_typo"].any()
    assert planned.has["first_name_typo"].any()
    assert not planned.has["email_placeholder"][system != 0].any()
