"""The text of a view: it leaves out the database in which it stands, in code and nowhere else."""

import re
from types import SimpleNamespace

import pytest
from jinja2 import Environment

from lundi.settings import PROJECT_ROOT
from lundi.snowflake.swap import names_its_database

MACRO = PROJECT_ROOT / "macros" / "snowflake" / "create_view_as.sql"


def without_database(sql, database="LUNDI_BUILD"):
    returned = []
    environment = Environment(extensions=["jinja2.ext.do"])
    environment.globals.update(
        {"return": lambda value: returned.append(value) or "", "modules": SimpleNamespace(re=re)}
    )
    environment.from_string(MACRO.read_text(encoding="utf-8")).module.without_database(sql, database)
    return returned.pop()


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("select * from LUNDI_BUILD.core.dim_stores", "select * from core.dim_stores"),
        ("select * from lundi_build.core.t join LUNDI_BUILD.marts.u", "select * from core.t join marts.u"),
        ("select LUNDI_BUILD.core.t.n from LUNDI_BUILD.core.t", "select core.t.n from core.t"),
        ("select * from lundi_raw.raw.tickets", "select * from lundi_raw.raw.tickets"),
        ("select * from OLD_LUNDI_BUILD.core.t", "select * from OLD_LUNDI_BUILD.core.t"),
        ("select 'LUNDI_BUILD.core.t' as word from core.t", "select 'LUNDI_BUILD.core.t' as word from core.t"),
        (
            "-- the till's own, as in LUNDI_BUILD.core.t\nselect * from LUNDI_BUILD.core.t -- it's this\n",
            "-- the till's own, as in LUNDI_BUILD.core.t\nselect * from core.t -- it's this\n",
        ),
        ("/* it's */ select 'd''un' from LUNDI_BUILD.core.t", "/* it's */ select 'd''un' from core.t"),
        (r"select 'a\'b' from LUNDI_BUILD.core.t where x = 'y'", r"select 'a\'b' from core.t where x = 'y'"),
    ],
)
def test_a_view_leaves_its_own_database_out_in_code_alone(sql, expected):
    assert without_database(sql) == expected
    assert not names_its_database(f"create view LUNDI_BUILD.marts.v as ({expected})", "LUNDI_BUILD")


def test_of_the_published_database_the_name_goes_too_and_that_of_its_neighbours_stays():
    assert without_database("select * from LUNDI.core.t, lundi_state.state.runs", "LUNDI") == (
        "select * from core.t, lundi_state.state.runs"
    )
