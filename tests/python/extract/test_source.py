"""The packaged data source says in French what each field is, and carries its extract."""

import zipfile
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree as Xml

import pytest

from lundi.extract.source import describe, write_source


@pytest.fixture
def described(extract):
    return Xml.fromstring(describe(extract, "ventes_magasin_semaine.hyper", date(2026, 11, 15)))


def test_every_column_has_caption_role_type_format_and_meaning(described, extract):
    found = {one.get("name"): one for one in described.findall("column")}
    assert set(found) == {f"[{column.name}]" for column in extract.columns}
    sales, week, store = (found[f"[{name}]"] for name in ("sales_eur_incl_tax", "iso_week", "store_label"))
    assert (sales.get("caption"), sales.get("role"), sales.get("aggregation")) == ("Ventes TTC", "measure", "Sum")
    assert (sales.get("datatype"), sales.get("type")) == ("real", "quantitative")
    assert "€" in sales.get("default-format")
    assert (week.get("caption"), week.get("role"), week.get("datatype")) == ("Semaine ISO", "dimension", "string")
    assert (store.get("caption"), store.get("aggregation")) == ("Magasin", None)
    assert all(one.findtext("desc/formatted-text/run") for one in found.values())


def test_folders_hold_every_field_once(described, extract):
    items = [item.get("name") for item in described.findall("folders-common/folder/folder-item")]
    assert sorted(items) == sorted(f"[{column.name}]" for column in extract.columns)
    assert {folder.get("name") for folder in described.findall("folders-common/folder")} >= {"Ventes", "Magasin"}


def test_it_says_until_when_the_data_reach(described):
    assert described.findtext("desc/formatted-text/run").endswith("Données jusqu’au 15/11/2026.")


def test_the_package_holds_both_where_the_description_looks(extract, tmp_path):
    hyper = tmp_path / "ventes_magasin_semaine.hyper"
    hyper.write_bytes(b"the extract")
    packed = write_source(extract, hyper)
    first = packed.read_bytes()
    with zipfile.ZipFile(packed) as opened:
        names = opened.namelist()
        connection = Xml.fromstring(opened.read(names[0])).find(".//named-connection/connection")
        assert opened.read(connection.get("dbname")) == b"the extract"
    assert names[0] == "ventes_magasin_semaine.tds"
    assert (connection.get("schema"), connection.get("tablename")) == ("Extract", "Extract")
    assert write_source(extract, hyper).read_bytes() == first, "the same data give the same bytes"


def test_a_package_is_written_anew_where_its_extract_or_its_words_are_others_and_only_there(extract, tmp_path):
    hyper = tmp_path / "ventes_magasin_semaine.hyper"
    hyper.write_bytes(b"the extract")
    first = write_source(extract, hyper).stat().st_ino
    assert write_source(extract, hyper).stat().st_ino == first, "nothing changed"
    hyper.write_bytes(b"an extract!")
    packed = write_source(extract, hyper)
    with zipfile.ZipFile(packed) as opened:
        assert opened.read(f"Data/Extracts/{hyper.name}") == b"an extract!", "a run that ended between the two files"
    with zipfile.ZipFile(write_source(replace(extract, caption="Autre nom"), hyper)) as opened:
        assert "Autre nom" in opened.read("ventes_magasin_semaine.tds").decode()


def test_a_package_that_is_no_package_is_written_anew(extract, tmp_path):
    hyper = tmp_path / "ventes_magasin_semaine.hyper"
    hyper.write_bytes(b"the extract")
    hyper.with_suffix(".tdsx").write_bytes(b"cut off")
    assert zipfile.is_zipfile(write_source(extract, hyper))
