"""Who may do what by the set-up's SQL, as one table, and a planted fault for each rule that the SQL must keep."""

import csv
import re

import pytest
import yaml

from lundi.settings import PROJECT_ROOT
from lundi.snowflake.connection import LOADING, REPORTING
from lundi.snowflake.setup.parameters import PARAMETERS
from lundi.snowflake.setup.rules import (
    IDENTIFYING_SCHEMAS,
    MAY_READ_IDENTIFIERS,
    broken_rules,
    privilege_matrix,
    read_statements,
)
from lundi.snowflake.setup.statements import Statement, load_setup, without_comments
from lundi.snowflake.state import RECORDING

# r reads all that stands there and will; w makes objects there and reads those; a column is a role.
MATRIX = """
schema                loader transformer reporter marketing privacy_officer share_admin ci
lundi_raw.raw         w      r           .        .         r               .           .
lundi_raw.quarantine  w      r           .        .         r               .           .
lundi_state.state     .      w           .        .         r               .           r
lundi_state.vault     .      w           .        .         r               .           .
lundi_state.privacy   .      w           .        .         r               .           .
lundi_state.share     .      w           .        .         .               rw          .
lundi_secret.secret   .      w           .        .         .               .           .
lundi.staging         .      w           .        .         r               .           .
lundi.vault           .      w           .        .         r               .           .
lundi.customer        .      w           .        .         r               .           .
lundi.sales           .      w           .        .         r               .           .
lundi.core            .      w           r        r         r               .           r
lundi.marts           .      w           r        r         r               .           r
lundi.reports         .      w           r        .         .               .           r
lundi.share           .      w           .        .         r               rw          .
lundi.audit           .      w           .        .         r               .           r
lundi.state           .      w           .        .         r               .           .
lundi_share.data      .      .           .        .         .               w           .
lundi_share.entitlement . .           .        .         .               w           .
lundi_share.partage   .      .           .        .         .               w           .
lundi_ci.*            .      .           .        .         .               .           w
"""
SCHEMA_OF_FOLDER = {
    "activation": "lundi.vault",
    "staging": "lundi.staging",
    "sales": "lundi.sales",
    "customer": "lundi.customer",
}


@pytest.fixture(scope="module")
def statements():
    return [statement for file in load_setup() for statement in file.statements]


def changed(statements, old, new):
    """The statements with a text replaced, wherever it stands."""
    assert any(old in statement.sql for statement in statements), f"{old} is nowhere"
    return [
        Statement(statement.file, statement.number, statement.line, statement.sql.replace(old, new))
        for statement in statements
    ]


def without(statements, opening):
    kept = [statement for statement in statements if not statement.sql.startswith(opening)]
    assert len(kept) < len(statements), f"{opening} is nowhere"
    return kept


def added(statements, *sql, role="sysadmin"):
    planted = [f"use role {role}", *sql]
    return [*statements, *(Statement("99_planted.sql", n, n, text) for n, text in enumerate(planted, start=1))]


def expected_matrix():
    header, *rows = (line.split() for line in MATRIX.strip().splitlines())
    words = {"r": "read", "w": "write", "rw": "read write"}
    return {
        (f"lundi_{role}", schema): words[right]
        for schema, *rights in rows
        for role, right in zip(header[1:], rights, strict=True)
        if right != "."
    }


def test_the_setup_keeps_all_its_rules(statements):
    assert broken_rules(statements) == []


def test_who_may_read_and_write_which_schema_is_this_table(statements):
    assert privilege_matrix(statements) == expected_matrix()


def test_the_table_has_every_schema_that_the_setup_makes(statements):
    made = {name for (kind, name) in read_statements(statements).made if kind == "schema"}
    # Tags and policies alone stand in it: nothing to read, and nobody but the administrator writes there.
    without_tables = {"lundi_state.governance"}
    assert made - without_tables | {"lundi_ci.*"} == {schema for _, schema in expected_matrix()}


def test_one_grant_too_many_changes_the_table(statements):
    more = added(statements, "grant select on all tables in schema lundi.reports to role lundi_marketing")
    assert privilege_matrix(more) != expected_matrix()


def test_a_schema_with_a_direct_identifier_is_read_by_the_build_and_the_privacy_officer_alone(statements):
    models = PROJECT_ROOT / "models"
    folders = {
        path.relative_to(models).parts[0]
        for path in models.rglob("*.yml")
        if re.search(r"privacy: (direct|sensitive)", path.read_text(encoding="utf-8"))
    }
    identifying = {SCHEMA_OF_FOLDER.get(folder, f"lundi.{folder}") for folder in folders}
    assert identifying <= IDENTIFYING_SCHEMAS
    readers = {role for (role, schema), right in privilege_matrix(statements).items() if schema in identifying}
    assert readers == MAY_READ_IDENTIFIERS


def test_the_tags_classes_are_those_of_the_models(statements):
    (tag,) = [
        statement.sql
        for statement in statements
        if "tag if not exists lundi_state.governance.privacy_class" in statement.sql
    ]
    classes = set(re.findall(r"'(\w+)'", tag))
    used = set()
    for path in (PROJECT_ROOT / "models").rglob("*.yml"):
        used |= set(re.findall(r"privacy: (\w+)", path.read_text(encoding="utf-8")))
    assert used <= classes == {"none", "pseudonymous", "direct", "sensitive"}


def test_every_schema_that_dbt_builds_into_is_made_by_the_setup(statements):
    project = yaml.safe_load((PROJECT_ROOT / "dbt_project.yml").read_text(encoding="utf-8"))

    def schemas(branch):
        for key, value in branch.items():
            if key == "+schema":
                yield f"lundi.{value}"
            elif isinstance(value, dict):
                yield from schemas(value)

    made = {name for (kind, name) in read_statements(statements).made if kind == "schema"}
    wanted = {*schemas(project["models"]), *schemas(project["seeds"]), *schemas(project.get("snapshots", {}))}
    assert wanted <= made


def test_every_source_of_the_house_is_made_by_the_setup_outside_of_what_is_built(statements):
    documents = (PROJECT_ROOT / "models/staging").rglob("_*__sources.yml")
    sources = [each for path in documents for each in yaml.safe_load(path.read_text(encoding="utf-8"))["sources"]]
    read = {f"{each['database']}.{each['schema']}" for each in sources if each["name"] != "account_usage"}
    made = {name for (kind, name) in read_statements(statements).made if kind == "schema"}
    assert read <= made
    assert {schema.split(".")[0] for schema in read} == {"lundi_raw", "lundi_state", "lundi_secret"}


def test_the_warehouses_are_those_that_costs_are_reckoned_with(statements):
    with (PROJECT_ROOT / "seeds/reference/warehouses.csv").open(encoding="utf-8") as file:
        seed = {tuple(row.values()) for row in csv.DictReader(file)}
    altered = [without_comments(each.sql) for each in statements if "auto_suspend" in each.sql]
    words = re.compile(r"warehouse (?:if not exists )?(\w+) .*_size = (\w+) generation = '(.*?)' auto_suspend = (\d+)")
    generation = next(each.default for each in PARAMETERS if each.name == "warehouse_generation")
    found = {words.search(sql).groups() for sql in altered}
    assert {(name.upper(), size, generation, idle) for name, size, _, idle in found} == seed


@pytest.mark.parametrize("use", [LOADING, REPORTING, RECORDING], ids=lambda use: use.name)
def test_each_connection_of_ours_may_use_its_warehouse(statements, use):
    grants = read_statements(statements).grants
    usable = {each.name for each in grants if each.kind == "warehouse" and each.role == use.role.lower()}
    assert use.warehouse.lower() in usable


@pytest.mark.parametrize(
    ("sql", "role", "sentence"),
    [
        ("grant select on all tables in schema lundi.core to role public", "sysadmin", "public, which is no role"),
        ("grant select on all tables in schema lundi.vault to role lundi_reporter", "sysadmin", "direct identifiers"),
        ("grant select on future views in schema lundi.staging to role lundi_ci", "sysadmin", "direct identifiers"),
        ("grant select on all tables in schema lundi.sales to role lundi_marketing", "sysadmin", "direct identifiers"),
        ("grant select on all tables in schema lundi_raw.raw to role lundi_loader", "sysadmin", "direct identifiers"),
        ("grant usage on schema lundi.core to role lundi_loader", "sysadmin", "lundi_loader has rights in lundi.core"),
        ("grant create table on schema lundi.core to role lundi_reporter", "sysadmin", "reporter writes lundi.core"),
        ("grant create table on schema lundi.core to role lundi_ci", "sysadmin", "lundi_ci writes lundi.core"),
        (
            "grant select on all tables in schema lundi_secret.secret to role lundi_privacy_officer",
            "sysadmin",
            "privacy_officer reads lundi_secret.secret, the secret of keyed hashes",
        ),
        ("grant create table on schema lundi_state.state to role lundi_ci", "sysadmin", "ci writes lundi_state.state"),
        ("grant create table on schema lundi_raw.raw to role lundi_transformer", "sysadmin", "writes lundi_raw.raw"),
        ("grant create schema on database lundi to role lundi_ci", "sysadmin", "lundi_ci makes schemas in lundi"),
        ("grant usage on schema lundi.core to role lundi_share_admin", "sysadmin", "has rights in lundi.core"),
        ("grant ownership on schema lundi.core to role accountadmin", "sysadmin", "is given to accountadmin"),
        ("grant all privileges on database lundi to role lundi_ci", "sysadmin", "name what is needed"),
        ("grant manage grants on account to role lundi_transformer", "sysadmin", "name what is needed"),
        ("grant create database on account to role lundi_ci", "sysadmin", "on the whole account"),
        ("grant imported privileges on database snowflake to role lundi_ci", "sysadmin", "name what is needed"),
        ("grant database role snowflake.governance_viewer to role lundi_transformer", "sysadmin", "more than usage"),
        ("grant role lundi_privacy_officer to role lundi_marketing", "sysadmin", "role lundi_marketing holds a role"),
        ("grant role accountadmin to user lundi_ci_service", "sysadmin", "given accountadmin, which is no role"),
        ("grant role lundi_loader to user lundi_ci_service", "sysadmin", "does not have exactly one role"),
        ("create database if not exists lundi_more", "accountadmin", "owned, by accountadmin"),
        ("create role if not exists lundi_more", "useradmin", "lundi_more is not under sysadmin"),
        ("create schema if not exists lundi.more", "sysadmin", "is not of managed access"),
        ("create warehouse if not exists more warehouse_size = xsmall", "sysadmin", "is made without auto_suspend"),
        ("create user if not exists x type = service password = 'x'", "useradmin", "user x has a password"),
        ("alter user lundi_ci_service set password = 'x'", "useradmin", "lundi_ci_service has a password"),
        ("create user if not exists x rsa_public_key = 'x'", "useradmin", "user x is no service user"),
        ("create or replace schema lundi.core", "sysadmin", "of no form that the rules know"),
        ("create warehouse more", "sysadmin", "of no form that the rules know"),
        ("drop schema lundi.core", "sysadmin", "of no form that the rules know"),
        ("alter network policy other set allowed_ip_list = ('192.0.2.0/28')", "sysadmin", "did not make"),
        ("create network policy if not exists x allowed_ip_list = ('0.0.0.0/0')", "securityadmin", "lets the world in"),
        ("create network policy if not exists x", "securityadmin", "lets the world in"),
    ],
)  # fmt: skip
def test_a_statement_that_breaks_a_rule_is_caught(statements, sql, role, sentence):
    broken = broken_rules(added(statements, sql, role=role))
    assert any(sentence in each for each in broken), broken


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("generation = '{warehouse_generation}'", "", "warehouse lundi_load is made without its generation"),
        ("auto_suspend = 300", "auto_suspend = 0", "warehouse lundi_report is altered without auto_suspend"),
        ("auto_suspend = 300", "auto_suspend = null", "warehouse lundi_report is made without auto_suspend"),
        ("initially_suspended = true", "", "warehouse lundi starts running"),
        ("set resource_monitor = lundi_dev_credits", "set comment = 'x'", "lundi_dev has no resource monitor"),
        ("set resource_monitor = lundi_dev_credits", "set resource_monitor = null", "dev has no resource monitor"),
        ("set network_policy = lundi_network", "set comment = 'x'", "user lundi_ci_service has no network policy"),
        ("rsa_public_key = '{ci_public_key}'", "", "user lundi_ci_service has no public key"),
        ("with managed access", "", "schema lundi.vault is not of managed access"),
        ("is_role_in_session('LUNDI_LOADER')", "is_role_in_session('LUNDI_CI')", "hide_text lets lundi_ci see people"),
        ("then val\n    end", "then val\n        else val\n    end", "hide_date does not say who alone may see"),
        ("is_role_in_session('LUNDI_PRIVACY_OFFICER')", "true", "people_rows does not say who alone may see"),
        ("    masking policy lundi_state.governance.hide_date,\n", "", "hide_date is set on no tag"),
        ("grant usage on schema lundi.core", "grant monitor on schema lundi.core", "without usage on the schema"),
        ("usage on database lundi ", "monitor on database lundi ", "without usage on the database"),
        ("allowed_ip_list = ({allowed_ips})", "allowed_ip_list = ()", "has no list of addresses"),
        ("is_in_the_european_union", "is_somewhere", "the first statement does not ask for the region"),
    ],
)  # fmt: skip
def test_a_property_that_is_lost_is_caught(statements, old, new, sentence):
    broken = broken_rules(changed(statements, old, new))
    assert any(sentence in each for each in broken), broken


@pytest.mark.parametrize(
    ("opening", "sentence"),
    [
        ("grant select on future tables in schema lundi.marts to role lundi_reporter", "on all and not on future"),
        ("grant select on all views in schema lundi.marts to role lundi_reporter", "on future and not on all"),
        ("select\n    split_part", "the first statement does not ask for the region"),
        ("grant role lundi_ci to role sysadmin", "role lundi_ci is not under sysadmin"),
        ("create resource monitor if not exists lundi_credits", "warehouse lundi has no resource monitor"),
    ],
)
def test_a_statement_that_is_lost_is_caught(statements, opening, sentence):
    broken = broken_rules(without(statements, opening))
    assert any(sentence in each for each in broken), broken


def test_a_rule_is_not_misled_by_comments_and_case(statements):
    hidden = "GRANT SELECT ON ALL TABLES -- harmless\n IN SCHEMA LUNDI.VAULT TO ROLE LUNDI_REPORTER"
    assert any("direct identifiers" in each for each in broken_rules(added(statements, hidden)))
