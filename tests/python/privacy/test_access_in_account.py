"""`lundi privacy access --target prod`: the package that local files give, value by value, and nobody else's rows."""

import json

import duckdb
import pytest

from lundi.errors import LundiError
from lundi.landing.contract import load_contract
from lundi.privacy import account as there
from lundi.privacy.access import write_access
from lundi.privacy.finding import find_person
from lundi.privacy.package import collect
from lundi.privacy.register import load_register
from lundi.privacy.resolution import RequestRefusedError, Resolver
from lundi.privacy.writing import EVERYTHING
from lundi.settings import Settings
from lundi.warehouse.dbt import PROD, target_folder
from lundi.warehouse.published import rows
from privacy import family
from worlds_in_account import copy_world

TABLES = "select schema_name || '.' || table_name from duckdb_tables()"


@pytest.fixture(scope="module")
def world(shared_account, known_people):
    copy_world(shared_account, known_people)
    return shared_account


@pytest.fixture
def machine(known_people, tmp_path, monkeypatch):
    """A machine that has nothing of the account; how its build compares customers is known."""
    monkeypatch.setattr(there, "compile_models", lambda settings, models, as_of: target_folder(known_people))
    return Settings(tmp_path / "landing", tmp_path / "warehouse", tmp_path / "out")


def document_of(written):
    (path,) = [path for path in written.files if path.name == EVERYTHING]
    return json.loads(path.read_text(encoding="utf-8"))


def sorted_rows(document):
    """Without the moment of the edition, which the world of the tests does not have; rows in one order."""
    for topic in document["topics"].values():
        for part in topic["objects"]:
            part["rows"].sort(key=lambda row: json.dumps(row, sort_keys=True))
    return {name: value for name, value in document.items() if name != "as_of"}


@pytest.mark.parametrize("request_id", ["RQJULES1", "RQJULES2", "RQJULIE1"])
def test_the_package_is_that_of_local_files_value_by_value(world, known_people, machine, request_id):
    local = sorted_rows(document_of(write_access(known_people, request_id)))
    found = document_of(write_access(machine, request_id, PROD))
    assert found["as_of"] == "2026-11-16 06:00:00+00:00"
    assert sorted_rows(found) == local
    assert sum(len(part["rows"]) for topic in local["topics"].values() for part in topic["objects"]) > 20


@pytest.mark.parametrize(
    ("request_id", "code"),
    [
        ("RQFOYER", "several_fit"),
        ("RQCOURRIEL", "one_criterion_alone"),
        ("RQSANSID", "identity_not_checked"),
        ("RQMELANGE", "contradicted"),
        ("RQPERSONNE", "nobody_fits"),
    ],
)
def test_a_request_that_is_refused_here_is_refused_there(world, machine, request_id, code):
    with pytest.raises(RequestRefusedError) as refused:
        write_access(machine, request_id, PROD)
    assert refused.value.code == code
    assert not machine.out.exists()


def test_what_is_no_access_or_is_not_known_is_told(world, machine):
    with pytest.raises(LundiError, match="asks for objection, not for access"):
        write_access(machine, "RQJULES3", PROD)
    with pytest.raises(LundiError, match="knows no request RQ0"):
        write_access(machine, "RQ0", PROD)


def test_no_row_of_a_stranger_leaves_the_account(world, machine):
    with there.open_slice(machine) as brought:
        brought.bring(there.REQUESTS, ("request_id",), [("RQJULES1",)])
        package = package_of_slice(brought, "RQJULES1")
        assert package.row_count > 20
        texts = [
            str(row)
            for schema, table in brought.connection.execute(
                "select database_name || '.' || schema_name, table_name from duckdb_tables() "
                "where database_name in ('lundi', 'lundi_raw', 'lundi_state')"
            ).fetchall()
            if table not in there.OF_A_LOOKUP
            for row in brought.connection.execute(f"select * from {schema}.{table}").fetchall()
        ]
    held = "\n".join(texts)
    assert "jules.g@lettre.example" in held
    # Zoé, Anne and the other family have nothing to do with him.
    strangers = ("Zoé", "zoe@courriel.example", "'M3'", "petit@ailleurs.example", "louis@autre.example")
    assert [value for value in strangers if value in held] == []


def package_of_slice(brought, request_id):
    (request,) = rows(
        brought.connection, "select * from vault.int_customer__requests where request_id = ?", [request_id]
    )
    resolver = Resolver(brought.connection, brought)
    return collect(brought.connection, load_register(), load_contract(), resolver, request, None, reach=brought)


def test_no_statement_names_anybody_and_the_officer_s_role_alone_reads_people(world, machine):
    before = len(world.ledger.statements)
    write_access(machine, "RQJULES2", PROD)
    sent = world.ledger.statements[before:]
    assert [each.sql for each in sent if any(value in each.sql for value in (*family.HIS, *family.THEIRS))] == []
    assert {each.role for each in sent if "edition" not in each.sql.lower()} - {"PUBLIC", "LUNDI_TRANSFORMER"} == {
        "LUNDI_PRIVACY_OFFICER"
    }
    read = [each for each in sent if each.role == "LUNDI_TRANSFORMER"]
    assert [
        each.sql for each in read if "edition" not in each.sql.lower() and "information_schema" not in each.sql
    ] == []
    changing = ("insert", "update", "delete", "create", "drop", "alter")
    assert [each.sql for each in sent if each.sql.lower().startswith(changing) and each.role != "PUBLIC"] == []


def test_a_table_that_is_not_there_is_told(world, machine):
    world.duckdb.execute("alter table LUNDI.MARTS.FCT_CONSENTS rename to FCT_CONSENTS_AWAY")
    try:
        with pytest.raises(LundiError, match=r"the account has no table lundi\.marts\.fct_consents") as told:
            write_access(machine, "RQJULES1", PROD)
    finally:
        world.duckdb.execute("alter table LUNDI.MARTS.FCT_CONSENTS_AWAY rename to FCT_CONSENTS")
    assert "lundi monday --target prod" in told.value.next_step


def test_the_search_finds_in_the_account_what_it_finds_in_local_databases(world, known_people, machine):
    local = {
        (database, hit.object_name, hit.column): hit.row_count
        for hit in find_person(known_people, "RQJULES1").hits
        for file, database in (("lundi", "LUNDI"), ("raw", "LUNDI_RAW"), ("state", "LUNDI_STATE"))
        if hit.file == f"warehouse/{file}.duckdb"
    }
    before = len(world.ledger.statements)
    found = find_person(machine, "RQJULES1", target=PROD)
    # Of a view of local files the account of the tests has a table.
    tables = tables_of(known_people)
    told = {
        (hit.file.removeprefix("account/"), hit.object_name, hit.column): hit.row_count
        for hit in found.hits
        if hit.object_name in tables
    }
    assert told == local
    assert len(told) > 50
    assert found.unread == ()
    sent = world.ledger.statements[before:]
    assert [each.sql for each in sent if any(value in each.sql for value in (*family.HIS, *family.THEIRS))] == []


def tables_of(settings):
    found = set()
    for path in (settings.published_database, settings.raw_database, settings.state_database):
        with duckdb.connect(str(path), read_only=True) as connection:
            found |= {row[0] for row in connection.execute(TABLES).fetchall()}
    return found


def test_the_search_looks_at_the_former_edition_too(world, machine):
    with world.client() as client:
        client.cursor().execute("create database lundi_build")
        client.cursor().execute("create schema lundi_build.vault")
        client.cursor().execute(
            "create table lundi_build.vault.left_behind as select 'write to jules.g@lettre.example' as note"
        )
        try:
            found = find_person(machine, "RQJULES1", target=PROD)
        finally:
            client.cursor().execute("drop database lundi_build")
    assert [
        (hit.object_name, hit.column, hit.row_count) for hit in found.hits if hit.file == "account/LUNDI_BUILD"
    ] == [("vault.left_behind", "note", 1)]
