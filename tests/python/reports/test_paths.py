"""Where the files of an edition lie."""

from dataclasses import replace

import pytest

from lundi.reports.paths import edition_stems, index_name, safe_name, slug
from reports import factories


def region(code: str, label: str):
    data = factories.region_week()
    return replace(data, edition=replace(data.edition, edition_code=f"region:{code}", label=label))


def test_each_kind_of_edition_has_its_folder():
    editions = [factories.normal_week(), factories.region_week(), factories.store_week()]
    assert edition_stems(editions) == ["etat-des-ventes-2017-W40", "regions/bretagne", "stores/M3"]


def test_another_language_never_overwrites_the_french_files():
    editions = [make("en") for make in (factories.normal_week, factories.region_week, factories.store_week)]
    assert edition_stems(editions) == ["weekly-sales-2017-W40", "regions/bretagne.en", "stores/M3.en"]
    assert (index_name("fr"), index_name("en")) == ("index.html", "index.en.html")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Provence-Alpes-Côte d’Azur", "provence-alpes-cote-d-azur"),
        ("Île-de-France", "ile-de-france"),
        ("Œuf", "oeuf"),
        ("北", ""),
    ],
)
def test_a_region_s_name_becomes_plain_letters(name, expected):
    assert slug(name) == expected


def test_two_regions_of_one_name_stay_two_and_a_nameless_one_keeps_its_code():
    first, second, third = edition_stems([region("1", "Nord"), region("2", "NORD"), region("3", "北")])
    assert first != second
    assert first.startswith("regions/nord-")
    assert third == "regions/3"


@pytest.mark.parametrize("store_id", ["../../etc/passwd", "a/b", "..", ".hidden", "M 1", "", "M\u202f1"])
def test_no_store_s_name_leads_out_of_the_folder(store_id):
    name = safe_name(store_id)
    assert "/" not in name
    assert not name.startswith(".")
    assert name.isascii()


def test_stores_whose_names_had_to_be_changed_stay_two():
    assert safe_name("M 1") != safe_name("M/1")
    assert safe_name("M1") == "M1"
