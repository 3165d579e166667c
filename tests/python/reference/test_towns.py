"""Communes as rows by postal code."""

import pytest

from lundi.reference import towns

COMMUNE = {
    "code": "59350",
    "nom": "Lille",
    "type": "commune-actuelle",
    "arrondissement": "595",
    "departement": "59",
    "region": "32",
    "codesPostaux": ["59000", "59800"],
    "population": 238_246,
}


def test_population_is_shared_among_postal_codes():
    rows = towns.town_rows([COMMUNE])
    assert [(row["postal_code"], row["population"]) for row in rows] == [("59000", 119_123), ("59800", 119_123)]


@pytest.mark.parametrize(
    "change",
    [{"type": "commune-deleguee"}, {"code": "75056"}, {"population": None}],
    ids=["part of another commune", "Paris as a whole", "nobody lives there"],
)
def test_what_nobody_lives_in_by_itself_is_left_out(change):
    assert towns.town_rows([{**COMMUNE, **change}]) == []


def test_an_arrondissement_is_its_city_and_an_overseas_commune_has_a_district():
    rows = towns.town_rows(
        [
            {
                **COMMUNE,
                "code": "69383",
                "nom": "Lyon 3e Arrondissement",
                "type": "arrondissement-municipal",
                "codesPostaux": ["69003"],
            },
            {"code": "98735", "nom": "Papeete", "type": "commune-actuelle", "departement": "987",
             "codesPostaux": ["98714"], "population": 26_654},
        ]
    )  # fmt: skip
    assert [(row["city"], row["district_code"]) for row in rows] == [("Lyon", "595"), ("Papeete", "987")]
