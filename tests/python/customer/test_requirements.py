"""What the benchmarks need on top is pinned, like all else, to the versions that the rest has."""

import re

from lundi.customer.febrl import PACKAGE, VERSION
from lundi.settings import PROJECT_ROOT


def pins(name):
    lines = (PROJECT_ROOT / name).read_text(encoding="utf-8").splitlines()
    return dict(line.split("==") for line in lines if line and not line.lstrip().startswith("#"))


PEERS = {"polars", "polars-runtime-32"}  # nothing else here needs them


def test_the_benchmarks_pins_are_those_of_the_rest():
    ours, rest = pins("requirements-bench.txt"), pins("requirements-dev.txt")
    assert ours.pop(PACKAGE) == VERSION
    assert len({ours.pop(name) for name in PEERS}) == 1
    assert ours
    assert ours == {name: rest[name] for name in ours}


def test_the_benchmarks_pins_name_no_host_and_are_those_asked_for():
    text = (PROJECT_ROOT / "requirements-bench.txt").read_text(encoding="utf-8")
    assert not re.search(r"http|index|find-links", text)
    asked = re.findall(
        r"^([a-z]+==[0-9.]+)", (PROJECT_ROOT / "requirements-bench.in").read_text(encoding="utf-8"), re.M
    )
    assert len(asked) == 3
    assert all(f"{pin}\n" in text for pin in asked)
