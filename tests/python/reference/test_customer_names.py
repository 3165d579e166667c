"""The seeds of first names and diminutives: how they are made, and what stands in the repository."""

import csv
from pathlib import Path
from zipfile import ZipFile

import duckdb
import pytest
import yaml

from lundi.errors import LundiError
from lundi.reference import archives, customer_names
from macro_sql import macros

SEEDS = Path(__file__).parents[3] / "seeds" / "customer"
GIVEN = [
    {"first_name": "anna", "gender": "F", "estimated_birth_count": 90_000},
    {"first_name": "anne", "gender": "F", "estimated_birth_count": 400_000},
    {"first_name": "louis", "gender": "M", "estimated_birth_count": 300_000},
    {"first_name": "louise", "gender": "F", "estimated_birth_count": 140_000},
    {"first_name": "peggy", "gender": "F", "estimated_birth_count": 15_000},
    {"first_name": "marguerite", "gender": "F", "estimated_birth_count": 100_000},
]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("Éloïse", "eloise"),
        ("Marie-Ange", "marie ange"),
        ("L’Œil", "l oeil"),
        ("  Jean  Luc ", "jean luc"),
        ("12", ""),
        ("M'Barek", "mbarek"),
    ],
)
def test_names_are_brought_into_the_form_that_is_compared(given, expected):
    assert customer_names.normal_name(given) == expected


def test_the_form_is_the_one_that_models_compute():
    names = [
        "Éloïse",
        "Marie-Ange",
        "D'Arc",
        "Œuvrard",
        "ÆGIR",
        "Łucja",
        "Søren",
        "Weiß",
        "Nguyễn",
        "J.-P.",
        "İpek",
        "Zoë",
    ]
    sql = macros()
    with duckdb.connect() as connection:
        connection.execute("create table names as select unnest(?::varchar[]) as given", [names])
        folded = f"select given, {sql.folded_text('given')} as folded from names"
        found = dict(connection.execute(f"select given, {sql.letter_words('folded')} from ({folded})").fetchall())
    assert found == {name: customer_names.normal_name(name) for name in names}


@pytest.mark.parametrize(
    ("women", "men", "expected"), [(98, 2, "F"), (97, 3, "U"), (0, 50, "M"), (2, 98, "M"), (50, 50, "U")]
)
def test_a_name_tells_the_sex_that_nearly_all_of_its_bearers_have(women, men, expected):
    assert customer_names.told_gender({"F": women, "M": men}) == expected


def test_rare_names_and_initials_are_left_out():
    births = {"anne": {"F": 30.0, "M": 0.0}, "b": {"F": 900.0, "M": 0.0}, "zebuline": {"F": 12.0, "M": 3.0}}
    assert [row["first_name"] for row in customer_names.first_name_rows(births)] == ["anne"]


def test_two_names_of_their_own_are_no_short_form_of_each_other():
    english = [("louis", "louise"), ("anne", "anna"), ("marguerite", "peggy"), ("anne", "anne")]
    rows = customer_names.diminutive_rows([], english, [], GIVEN)
    assert [(row["first_name"], row["diminutive"]) for row in rows] == [("marguerite", "peggy")]


@pytest.mark.parametrize(
    ("one", "other", "gender", "births", "expected"),
    [
        ("lucas", "luca", "M", 10_000, True),
        ("lucas", "luca", "M", 9_999, False),
        ("lucas", "lucien", "M", 10_000, False),
        ("lucas", "gabrielle", "F", 10_000, True),
    ],
)
def test_names_that_twins_bear_look_alike_or_are_of_the_two_sexes(one, other, gender, births, expected):
    given = {
        one: {"first_name": one, "gender": "M", "estimated_birth_count": 100_000},
        other: {"first_name": other, "gender": gender, "estimated_birth_count": births},
    }
    assert customer_names.look_alike_in_france(one, other, given) is expected
    assert customer_names.look_alike_in_france(one, "unheard", given) is False
    assert bool(customer_names.diminutive_rows([], [], [(one, other)], list(given.values()))) is not expected


def test_the_seed_and_the_matching_agree_on_what_many_bear():
    variables = yaml.safe_load((SEEDS.parents[1] / "dbt_project.yml").read_text(encoding="utf-8"))["vars"]
    assert variables["french_first_name_birth_count"] == customer_names.LOOK_ALIKE_BIRTHS


def test_a_pair_that_one_language_has_is_not_said_again_by_the_next():
    rows = customer_names.diminutive_rows([("Margot", "Marguerite")], [("marguerite", "margot")], [], GIVEN)
    assert [(row["language"], row["source"]) for row in rows] == [("fr", "lundi")]


def test_only_nicknames_are_read_from_the_package():
    text = "name1,relationship,name2\nelizabeth,has_nickname,beth\nelizabeth,is_a,name\n"
    assert list(customer_names.english_pairs(text)) == [("elizabeth", "beth")]


def test_a_member_of_a_wheel_is_read_by_the_end_of_its_path(tmp_path):
    path = tmp_path / "some-1.0-py3-none-any.whl"
    with ZipFile(path, "w") as wheel:
        wheel.writestr("some/names.csv", "é")
    archive = archives.WheelArchive(path)
    assert archive.text("names.csv") == "é"
    with pytest.raises(LundiError, match=r"holds no other\.csv"):
        archive.text("other.csv")


def test_the_command_says_how_it_is_called(capsys):
    assert customer_names.main([]) == 2
    assert "usage" in capsys.readouterr().err


def test_the_committed_first_names_tell_what_everybody_knows():
    with (SEEDS / "customer_first_names.csv").open(encoding="utf-8", newline="") as file:
        gender = {row["first_name"]: row["gender"] for row in csv.DictReader(file)}
    assert {name: gender[name] for name in ("marie", "jean pierre", "camille", "dominique")} == {
        "marie": "F",
        "jean pierre": "M",
        "camille": "U",
        "dominique": "U",
    }
    assert {customer_names.normal_name(name) for name in gender} == set(gender)


def test_the_committed_diminutives_hold_the_french_list():
    with (SEEDS / "customer_first_name_diminutives.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    committed = {frozenset((row["first_name"], row["diminutive"])) for row in rows}
    french = {frozenset(pair) for pair in customer_names.normal_pairs(customer_names.french_pairs())}
    assert len(french) >= 250
    # What looks alike or is of the two sexes is left out.
    assert len(french & committed) >= 0.8 * len(french)
    assert {row["language"] for row in rows} == {"fr", "en", "all"}
