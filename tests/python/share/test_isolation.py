"""No partner reads a row outside its scope: every partner and product, in files, in views' SQL and by the endpoint.

Each product has the columns of its contract and a row of every partner, also of those who are not entitled to it.
"""

import json
import threading
import urllib.error
import urllib.request
from datetime import UTC, datetime

import duckdb
import pytest

import share_products as made
from lundi.share.folders import DATABASE, current_folder, share_folder
from lundi.share.publishing import publish_shares
from lundi.share.serving import Endpoint
from lundi.share.tokens import issue_token
from share_macros import share_macros
from standin import StandIn

MONDAY = datetime(2026, 11, 16, 6, 0, tzinfo=UTC)
PARTNERS = [code for code, _, _ in made.partners()]
TABLES = {table.name: table for table in made.tables()}


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """Everything published to everybody."""
    settings = made.write_world(tmp_path_factory.mktemp("isolation"))
    publish_shares(settings, MONDAY, is_built_anew=False)
    return settings


def test_every_product_has_two_partners_at_least():
    """Else nobody's rows could be taken for another's."""
    held = [table for tables in made.granted().values() for table in tables]
    assert {table: held.count(table) >= 2 for table in TABLES} == dict.fromkeys(TABLES, True)


@pytest.mark.parametrize("partner", PARTNERS)
def test_the_files_of_a_partner_hold_its_own_tables_and_rows(world, partner):
    folder = current_folder(share_folder(world.out), partner)
    assert {path.stem for path in folder.glob("*.parquet")} == made.granted()[partner]
    with duckdb.connect(str(folder / DATABASE), read_only=True) as connection:
        names = [row[0] for row in connection.execute("select table_name from duckdb_tables()").fetchall()]
        assert set(names) == made.granted()[partner]
        for name in names:
            for relation in (f'"{name}"', f"read_parquet('{folder / f'{name}.parquet'}')"):
                rows = connection.execute(f"select * from {relation}").fetchall()
                assert len(rows) == 1
                assert made.strangers(rows, partner) == []
    text = "".join((folder / name).read_text(encoding="utf-8") for name in ("manifest.json", "index.html"))
    assert [code for code in PARTNERS if code != partner and f'"{code}"' in text] == []


@pytest.fixture(scope="module")
def views():
    """The account's copies and entitlements on DuckDB; asks the view of a table as an account that a test names."""
    macros = share_macros()
    locators = {code: f"ACC{number}" for number, code in enumerate(PARTNERS)}
    with duckdb.connect() as connection:
        for database, schemas in {"lundi": ("share", "core"), "lundi_share": ("data", "entitlement")}.items():
            connection.execute(f"attach ':memory:' as {database}")
            for schema in schemas:
                connection.execute(f"create schema {database}.{schema}")
        made.fill(connection, "lundi.core", "lundi.share", locators)
        access = macros.share_access_select(
            *(f"lundi.core.share_{n}" for n in ("partners", "entitlements", "products"))
        )
        connection.execute(f"create table lundi_share.entitlement.access as {access}")
        for table in TABLES.values():
            connection.execute(f"create table lundi_share.data.{table.name} as from lundi.share.{table.relation}")

        def ask(account, table):
            connection.execute(f"create or replace macro current_account() as '{account}'")
            return connection.execute(macros.share_view_select("lundi_share", table.name, table.told)).fetchall()

        yield lambda partner, table: ask(locators.get(partner, "NOBODY"), table)


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_the_view_of_a_product_gives_an_account_its_own_rows_on_duckdb(views, table):
    for partner in PARTNERS:
        rows = views(partner, table)
        assert len(rows) == (table.name in made.granted()[partner])
        assert made.strangers(rows, partner) == []
    assert views("somebody else", table) == []


def test_the_view_of_each_product_gives_an_account_its_own_rows_on_the_stand_in():
    macros = share_macros()
    with StandIn() as standin, standin.client() as client:
        cursor = client.cursor()
        for database, schemas in {
            "LUNDI": ("share", "core"),
            "LUNDI_SHARE": ("data", "entitlement", "partage"),
        }.items():
            cursor.execute(f"create database {database}")
            for schema in schemas:
                cursor.execute(f"create schema {database}.{schema}")
        made.fill(cursor, "LUNDI.core", "LUNDI.share")
        access = macros.share_access_select(
            *(f"LUNDI.core.share_{n}" for n in ("partners", "entitlements", "products"))
        )
        products = [
            {"table": table.name, "relation": f"LUNDI.share.{table.relation}", "columns": table.told}
            for table in TABLES.values()
        ]
        content = macros.share_content_statements("LUNDI_SHARE", products, access)
        for partner in [min(code for code in PARTNERS if table in made.granted()[code]) for table in TABLES]:
            # The stand-in's account has one name: one partner of each product has it, and the others have others.
            cursor.execute("update LUNDI.core.share_partners set snowflake_account_locator = 'AC_' || partner_code")
            own = f"snowflake_account_locator = 'STANDIN' where partner_code = '{partner}'"
            cursor.execute(f"update LUNDI.core.share_partners set {own}")
            told = {}
            for statement in content:
                if "secure view" not in statement:
                    cursor.execute(statement)
            for product, view in zip(products, [each for each in content if "secure view" in each], strict=True):
                told[product["table"]] = cursor.execute(view.split(" copy grants as ", 1)[1]).fetchall()
            assert {name for name, rows in told.items() if rows} == made.granted()[partner]
            assert [made.strangers(rows, partner) for rows in told.values()] == [[]] * len(told)


@pytest.fixture(scope="module")
def endpoint(world):
    """Asks the endpoint with a token; gives status and body."""
    with Endpoint(share_folder(world.out), world.warehouse, ("127.0.0.1", 0)) as served:
        threading.Thread(target=served.serve_forever, daemon=True).start()
        url = f"{served.base_url}/delta-sharing"
        profiles = {code: issue_token(world.warehouse, code, url) for code in PARTNERS}
        tokens = {code: json.loads(path.read_text(encoding="utf-8"))["bearerToken"] for code, path in profiles.items()}

        def ask(path, token, body=None):
            headers = {"Authorization": f"Bearer {token}"} if token else {}
            request = urllib.request.Request(f"{url}{path}", data=body, headers=headers)
            try:
                with urllib.request.urlopen(request, timeout=10) as answer:
                    return answer.status, answer.read()
            except urllib.error.HTTPError as error:
                return error.code, error.read()

        yield tokens, ask
        served.shutdown()


@pytest.mark.parametrize("owner", PARTNERS)
def test_a_table_answers_its_owner_s_token_alone(endpoint, owner):
    tokens, ask = endpoint
    for table in TABLES:
        path = f"/shares/{owner}/schemas/partage/tables/{table}"
        for asking, token in [*tokens.items(), ("nobody", ""), ("wrong", "0" * 64)]:
            mine = asking == owner and table in made.granted()[owner]
            expected = 200 if mine else 401 if asking in ("nobody", "wrong") else 404
            assert ask(f"{path}/metadata", token)[0] == expected
            status, body = ask(f"{path}/query", token, b"{}")
            assert status == expected
            assert mine or b"url" not in body


@pytest.mark.parametrize("owner", PARTNERS)
def test_paths_that_climb_and_questions_that_are_too_large_get_nothing(endpoint, owner):
    tokens, ask = endpoint
    for table in TABLES:
        path = f"/shares/{owner}/schemas/partage/tables"
        for other in (code for code in PARTNERS if code != owner):
            for climbing in (f"../../../{other}/schemas/partage/tables/{table}", f"%2e%2e%2f{other}%2f{table}"):
                assert ask(f"{path}/{climbing}/metadata", tokens[owner])[0] in (400, 404)
        assert ask(f"{path}/{table}/query", tokens[owner], b" " * (64 * 1024 + 1))[0] in (404, 413)
    assert ask(f"/shares/{owner}/{'x' * 4096}", tokens[owner])[0] == 414
