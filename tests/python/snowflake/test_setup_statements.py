"""The files of the set-up: cut into statements, filled, and readable by Snowflake's grammar."""

import pytest
from sqlfluff.core import FluffConfig, Linter

from lundi.errors import LundiError
from lundi.snowflake.setup.run import make_plan
from lundi.snowflake.setup.statements import (
    Statement,
    chosen,
    filled,
    load_setup,
    placeholders,
    split_statements,
    without_comments,
)

# What sqlfluff's Snowflake dialect does not know, and why it is right all the same.
UNKNOWN_TO_THE_DIALECT = {
    "grant apply on tag": "the grant's syntax of Snowflake's page on GRANT; the dialect has no APPLY on a tag",
    "create row access policy": "documented, absent from the dialect",
    "alter tag lundi_state.governance.privacy_class set": "several policies on one tag are documented, one is known",
}


def texts(script):
    return [statement.sql for statement in split_statements(script, "01_x.sql")]


def write_setup(folder, **files):
    for name, text in files.items():
        (folder / f"{name}.sql").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("script", "statements"),
    [
        ("select 1; select 2;", ["select 1", "select 2"]),
        ("select 1", ["select 1"]),
        ("select 'a;b'; select 2;", ["select 'a;b'", "select 2"]),
        ("select 'it''s; so'; select 2;", ["select 'it''s; so'", "select 2"]),
        (r"select 'it\'s; so'; select 2;", [r"select 'it\'s; so'", "select 2"]),
        ('select 1 as "a;b"; select 2;', ['select 1 as "a;b"', "select 2"]),
        ("select $$a; 'b$$; select 2;", ["select $$a; 'b$$", "select 2"]),
        ("select 1 -- no; it's one\n + 1; select 2;", ["select 1 -- no; it's one\n + 1", "select 2"]),
        ("select 1 // no; it's one\n + 1; select 2;", ["select 1 // no; it's one\n + 1", "select 2"]),
        ("select /* ; $$ ' */ 1; select 2;", ["select /* ; $$ ' */ 1", "select 2"]),
        ("select 4 - 2 / 1; select '--;';", ["select 4 - 2 / 1", "select '--;'"]),
        (";;\n-- nothing\n;", []),
    ],
)
def test_a_semicolon_ends_a_statement_only_outside_of_texts_and_comments(script, statements):
    assert texts(script) == statements


@pytest.mark.parametrize("script", ["select 'a;", "select $$a;", "select /* a;", 'select "a;'])
def test_a_text_that_never_ends_is_refused_with_its_line(script):
    with pytest.raises(LundiError, match=r"01_x.sql, line 2: .* is opened and never closed"):
        split_statements(f"\n{script}", "01_x.sql")


def test_a_statement_knows_its_number_and_its_line():
    first, second = split_statements("-- why\n\nselect 1;\n\n-- because\nselect\n    2;\n", "01_x.sql")
    assert (first.place, second.place) == ("01_x.sql, statement 1 (line 3)", "01_x.sql, statement 2 (line 6)")
    assert second.first_line == "select"


def test_a_statement_without_comments_is_one_line():
    assert without_comments("select -- ;\n  'a -- b',\n 1 /* x */ + 2") == "select 'a -- b', 1 + 2"


def test_a_value_can_never_become_another_statement(tmp_path):
    files = load_setup(write_setup(tmp_path, **{"01_x": "-- X.\nselect '{name}';"}))
    (file,) = filled(files, {"name": "a'; drop database lundi; --"})
    assert len(file.statements) == 1


def test_a_parameter_without_a_value_is_refused_with_its_place(tmp_path):
    files = load_setup(write_setup(tmp_path, **{"01_x": "-- X.\nselect {one};"}))
    assert placeholders(files) == {"one"}
    with pytest.raises(LundiError, match=r"01_x.sql, statement 1 \(line 2\): the parameter one is not known"):
        filled(files, {"two": "2"})


def test_a_file_must_say_first_what_it_is_for(tmp_path):
    with pytest.raises(LundiError, match=r"01_x\.sql does not open with what it is for"):
        load_setup(write_setup(tmp_path, **{"01_x": "select 1;"}))


def test_a_file_must_have_a_number(tmp_path):
    with pytest.raises(LundiError, match=r"roles\.sql is not a name of a set-up file"):
        load_setup(write_setup(tmp_path, roles="-- Roles.\nselect 1;"))


def test_one_file_alone_still_asks_for_the_region_first():
    assert [file.name for file in chosen(load_setup(), "6")] == ["00_region.sql", "06_grants.sql"]
    assert [file.name for file in chosen(load_setup(), "00")] == ["00_region.sql"]


def test_a_file_that_does_not_exist_is_refused_with_those_that_do():
    with pytest.raises(LundiError, match="no file 99") as error:
        chosen(load_setup(), "99")
    assert "06_grants.sql" in error.value.next_step


def test_every_file_says_in_one_word_what_it_is_for():
    purposes = [file.purpose.split(":")[0] for file in load_setup()]
    assert purposes == [
        "Region", "Roles", "Warehouses", "Resource monitors", "Databases", "Loading", "Grants", "Account usage", "Tags",
        "Network", "Users", "Privacy policies",
    ]  # fmt: skip


def unparsable(linter, statement: Statement) -> bool:
    tree = linter.parse_string(f"{statement.sql};\n").tree
    return tree is None or any(tree.recursive_crawl("unparsable"))


@pytest.fixture(scope="module")
def linter():
    return Linter(config=FluffConfig(overrides={"dialect": "snowflake", "templater": "raw"}))


def test_every_statement_parses_in_the_snowflake_dialect_or_is_listed_with_its_reason(linter):
    plan = make_plan({}, role="ACCOUNTADMIN")
    values = {parameter.name: "1" for parameter in plan.values.missing}
    values |= {"allowed_ips": "'192.0.2.0/28'", "notify_users": "jeanne"}
    files = filled(plan.files, {**plan.values.given, **values})
    failed = [statement for file in files for statement in file.statements if unparsable(linter, statement)]
    openings = {
        next((known for known in UNKNOWN_TO_THE_DIALECT if statement.sql.startswith(known)), statement.place)
        for statement in failed
    }
    assert openings == set(UNKNOWN_TO_THE_DIALECT)


def test_the_dialect_sees_a_misspelt_statement(linter):
    assert unparsable(linter, Statement("x", 1, 1, "grant selekt on all tables in schema lundi.core to role lundi_ci"))
    assert unparsable(linter, Statement("x", 1, 1, "create warehouse if not exists lundi warehouse_size = enormous"))


def test_every_file_after_the_region_says_in_whose_role_it_works():
    openings = [file.statements[0].sql.split()[:2] for file in load_setup()[1:]]
    assert openings == [["use", "role"]] * 11
