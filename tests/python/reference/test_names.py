"""The estimate of births, and the reference files that stand in the repository."""

from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from lundi.reference import names

REFERENCE = Path(__file__).parents[3] / "scripts" / "lundi" / "demo" / "retailer" / "reference"


def test_a_list_is_read_with_its_ranks():
    read = names.parse_list("1 2 3 4\nMartin,Bernard,Petit,Zorro,\n")
    assert read.names == ["Martin", "Bernard", "Petit", "Zorro"]
    assert read.ranks == (1, 2, 3)


def test_births_meet_the_known_ranks_and_fall_between_them():
    listed = names.NameList([f"N{at}" for at in range(1_000)], (10, 100, 200))
    births = np.exp(names.log_births(listed, 10.0))
    assert births[[9, 99, 199, 999]] == pytest.approx([500, 100, 50, 10])
    assert (np.diff(births) <= 0).all()


def test_first_names_of_a_decade_add_up_to_its_births():
    listed = names.NameList([f"N{at}" for at in range(2_000)], (400, 1_000, 1_400))
    births = names.first_name_births(listed, 4_000_000, 0.05)
    assert births.sum() == pytest.approx(4_000_000, rel=1e-3)
    assert births[0] / births.sum() == pytest.approx(0.05, rel=0.01)
    assert (np.diff(births) <= 0).all()


def test_the_committed_family_names_have_the_frequencies_of_france():
    table = pq.read_table(REFERENCE / "family_names.parquet")
    births = dict(zip(table["name"].to_pylist(), table["births"].to_pylist(), strict=True))
    total = sum(births.values())
    assert len(births) == 218_982
    assert max(births, key=births.get) == "Martin"
    assert births["Martin"] / total == pytest.approx(0.00385, abs=0.0001)
    assert 1.3e-4 <= sum((count / total) ** 2 for count in births.values()) <= 1.7e-4


def test_the_committed_first_names_cover_both_sexes_of_every_decade():
    table = pq.read_table(REFERENCE / "first_names.parquet")
    found = set(zip(table["gender"].to_pylist(), table["decade"].to_pylist(), strict=True))
    assert found == {(sex, decade) for sex in "FM" for decade in names.FIRST_NAME_DECADES}


def test_the_reference_files_are_small():
    assert sum(path.stat().st_size for path in REFERENCE.iterdir()) < 3_000_000
