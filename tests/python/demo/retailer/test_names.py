"""Names are drawn as often as they are borne."""

import numpy as np
import pytest

from lundi.demo.retailer import names


@pytest.fixture(scope="module")
def book():
    return names.load_names()


def test_martin_is_as_frequent_as_in_france_in_any_large_draw(book):
    bearers = np.repeat([1, 2, 3, 4], [26_000, 15_000, 6_000, 4_000])
    drawn = book.draw_family(np.random.default_rng(5), bearers)
    people = bearers.sum()
    assert 0.0037 <= bearers[drawn == "Martin"].sum() / people <= 0.0040


def test_two_people_share_a_family_name_as_rarely_as_in_france(book):
    births = np.diff(book.family.cumulative, prepend=0)
    share = births / births.sum()
    assert 1.3e-4 <= (share**2).sum() <= 1.7e-4


def test_first_names_follow_sex_and_decade(book):
    gender = np.array(["F", "M", "F", "M"], dtype=object).repeat(500)
    year = np.array([1946, 1946, 2003, 2003]).repeat(500)
    drawn = book.draw_first(np.random.default_rng(1), gender, year).reshape(4, 500)
    assert "Monique" in drawn[0]
    assert "Alain" in drawn[1]
    assert "Léa" in drawn[2]
    assert "Enzo" in drawn[3]
    assert "Enzo" not in drawn[1]


@pytest.mark.parametrize(("year", "decade"), [(1930, 1921), (1931, 1931), (1940, 1931), (2019, 2011), (1890, 1921)])
def test_the_decade_of_a_year_is_one_of_the_reference_file(year, decade):
    assert names.decade_of(np.array([year])).tolist() == [decade]


def test_look_alike_names_differ_by_a_female_ending(book):
    boys, girls = book.draw_look_alikes(np.random.default_rng(1), np.full(200, 1985))
    for boy, girl in zip(boys, girls, strict=True):
        assert names.plain(girl).removeprefix(names.plain(boy)) in names.FEMALE_ENDINGS


@pytest.mark.parametrize(
    ("text", "expected"), [("Gaëlle", "gaelle"), ("Cœur", "coeur"), ("L'Haÿ-les-Roses", "l'hay-les-roses")]
)
def test_plain_text_has_neither_accents_nor_capitals(text, expected):
    assert names.plain(text) == expected


def test_mapping_leaves_null_alone():
    values = np.array(["a", None, "a"], dtype=object)
    assert names.mapped(values, str.upper).tolist() == ["A", None, "A"]
