"""The catalogue of function names is what it says it is."""

import re

from standin.functions import CATALOGUE, known_functions


def test_names_are_lower_case_and_stand_once():
    lines = CATALOGUE.read_text(encoding="utf-8").splitlines()
    names = [name for line in lines if not line.startswith("#") for name in line.split()]
    assert sorted(names) == sorted(set(names))
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", name) for name in names)


def test_comments_are_no_names():
    assert "names" not in known_functions()


def test_functions_of_snowflake_are_known_and_functions_of_duckdb_alone_are_not():
    assert {"any_value", "iff", "listagg", "transform", "min_by", "ceiling"} <= known_functions()
    only_duckdbs = {
        "list_aggregate",
        "unnest",
        "epoch_ms",
        "strftime",
        "struct_pack",
        "read_parquet",
        "arg_max",
        "error",
    }
    assert not only_duckdbs & known_functions()
