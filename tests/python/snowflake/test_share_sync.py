"""Sharing on Snowflake: the statements, what is refused, what is verified, and whose rows a view gives."""

import re
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest

from lundi.settings import PROJECT_ROOT
from share_macros import RefusedError, share_macros
from standin import StandIn

GOLDEN = Path(__file__).with_name("share_sync_dry_run.txt")
PARTNERS = [
    ("alpha", "ORGA.MAIN", "AB12345", "AWS_EU_WEST_3", False),
    ("beta", None, None, None, False),
    ("gamma", "OURS.READER_GAMMA", "CD67890", "AWS_EU_CENTRAL_1", True),
]
PRODUCTS = [("supplier_sales", 1, "share_supplier_sales_weekly"), ("stores", 2, "share_franchisee_sales_weekly")]
# A product with cells under disclosure control, and one without.
COLUMNS = (
    dict.fromkeys(("partner_code", "iso_week", "cell_key", "release_code", "sales_eur_excl_tax"), 1),
    dict.fromkeys(("partner_code", "iso_week", "sales_eur_excl_tax"), 1),
)
ACCESS = [("alpha", "supplier_sales_v1"), ("gamma", "stores_v2"), ("gamma", "supplier_sales_v1")]


class Account:
    """An account with shares that obeys what it is told, as far as shares go."""

    def __init__(self, partners=PARTNERS, access=ACCESS, target="prod", shares=None, deaf=()):
        self.partners, self.access, self.shares = list(partners), list(access), dict(shares or {})
        self.asked, self.told, self.deaf = [], [], deaf
        nodes = {
            name: SimpleNamespace(
                resource_type="model",
                name=name,
                version=version,
                columns=columns,
            )
            for (_, version, name), columns in zip(PRODUCTS, COLUMNS, strict=True)
        }
        self.macros = share_macros(
            target=SimpleNamespace(name=target),
            ref=lambda name, v=None: f"LUNDI.share.{name}_v{v}" if v else f"LUNDI.core.{name}",
            graph=SimpleNamespace(nodes=nodes),
            run_query=self.run_query,
            log=lambda message, info: self.told.append(message) or "",
        )

    def run_query(self, statement):
        statement = " ".join(statement.split())
        self.asked.append(statement)
        if any(word in statement for word in self.deaf):
            return SimpleNamespace(rows=[])
        return SimpleNamespace(rows=self._rows(statement))

    def _rows(self, statement):
        if statement.startswith("select partner_code, snowflake_account"):
            return self.partners
        if statement.startswith("select product_code"):
            return PRODUCTS
        if statement.startswith("select rule_code"):
            return [("maximum_dominance", "0.8500"), ("minimum_stores", "3.0000")]
        if statement.startswith("select distinct partner_code"):
            return self.access
        if statement.startswith("show shares"):
            return [
                {"kind": "OUTBOUND", "name": f"OURS.MAIN.{name}", "to": ", ".join(share["accounts"])}
                for name, share in self.shares.items()
            ]
        if statement.startswith("show grants to share"):
            return [
                dict(zip(("privilege", "granted_on", "name"), grant.split(" "), strict=True))
                for grant in self.shares[statement.split()[-1]]["grants"]
            ]
        self._obey(statement)
        return []

    def _obey(self, statement):
        words = statement.split()
        if statement.startswith("create share if not exists"):
            self.shares.setdefault(words[5], {"grants": [], "accounts": []})
        elif statement.startswith("alter share"):
            accounts = self.shares[words[2]]["accounts"]
            (accounts.append if words[3] == "add" else accounts.remove)(words[-1])
        elif words[0] in ("grant", "revoke"):
            grants = self.shares[words[-1]]["grants"]
            grant = f"{words[1]} {words[3]} {words[4]}".upper()
            if words[0] == "revoke":
                grants.remove(grant)
            elif grant not in grants:
                grants.append(grant)

    def sync(self, **options):
        self.macros.share_sync(**options)

    @property
    def changes(self):
        return [each for each in self.asked if not each.startswith(("select", "show"))]


def test_a_dry_run_prints_every_statement_and_changes_nothing():
    account = Account()
    account.sync()
    printed = "\n".join(re.sub(r"\s+", " ", line).strip() for line in account.told) + "\n"
    assert account.changes == []
    assert printed == GOLDEN.read_text(encoding="utf-8"), "what is printed changed: look at it, then renew the file"


def test_what_is_run_is_what_was_printed():
    printed, run = Account(), Account()
    printed.sync()
    run.sync(dry_run=False)
    shown = [" ".join(line.rstrip(";").split()) for line in printed.told if line.endswith(";") and line[:2] != "--"]
    assert run.changes == shown
    assert run.told[-1].endswith("every share is as the seeds say")


def test_a_second_run_changes_no_share():
    account = Account()
    account.sync(dry_run=False)
    before = {name: {key: list(values) for key, values in share.items()} for name, share in account.shares.items()}
    account.asked.clear()
    account.sync(dry_run=False)
    assert account.shares == before
    assert not any(change.startswith(("alter share", "revoke")) for change in account.changes)


def test_what_is_told_is_written_down_before_it_can_be_read():
    account = Account()
    account.sync(dry_run=False)
    places = {}
    for number, change in enumerate(account.changes):
        places.setdefault(" ".join(change.split()[:3]), number)
    assert places["insert overwrite into"] < places["insert into LUNDI_STATE.share.released_cells"]
    copied = ["insert overwrite into LUNDI_SHARE.data" in change for change in account.changes].index(True)
    assert places["insert into LUNDI_STATE.share.released_cells"] < copied
    assert places["insert into LUNDI_STATE.share.publications"] < copied
    kept = [change for change in account.changes if "released_cells (" in change]
    assert len(kept) == 1, "a product without release codes has no cells to remember"
    assert not any("sales_eur" in change for change in account.changes if "LUNDI_STATE" in change)


def test_no_statement_replaces_or_drops_what_partners_hold():
    account = Account()
    account.sync(dry_run=False)
    account.access = []
    account.sync(dry_run=False)
    for statement in account.changes:
        assert not re.search(r"create or replace (share|table|database|schema)|drop ", statement)
        if statement.startswith("create or replace"):
            assert statement.startswith("create or replace secure view")
            assert " copy grants as " in statement


def test_the_database_is_granted_before_what_stands_in_it_and_accounts_come_last():
    account = Account()
    account.sync(dry_run=False)
    alpha = [each for each in account.changes if "LUNDI_TO_ALPHA" in each]
    assert [" ".join(each.split()[:4]) for each in alpha] == [
        "create share if not",
        "grant usage on database",
        "grant usage on schema",
        "grant select on view",
        "alter share LUNDI_TO_ALPHA add",
    ]


def test_an_ended_partner_loses_its_account_first_and_every_grant():
    account = Account()
    account.sync(dry_run=False)
    account.asked.clear()
    account.access = [row for row in ACCESS if row[0] != "alpha"]
    account.sync(dry_run=False)
    assert [each for each in account.changes if "LUNDI_TO_ALPHA" in each] == [
        "alter share LUNDI_TO_ALPHA remove accounts = ORGA.MAIN",
        "revoke select on view LUNDI_SHARE.PARTAGE.SUPPLIER_SALES_V1 from share LUNDI_TO_ALPHA",
        "revoke usage on schema LUNDI_SHARE.PARTAGE from share LUNDI_TO_ALPHA",
        "revoke usage on database LUNDI_SHARE from share LUNDI_TO_ALPHA",
    ]
    assert account.shares["LUNDI_TO_ALPHA"] == {"grants": [], "accounts": []}


def test_a_narrowed_partner_loses_one_view_and_keeps_its_share():
    account = Account()
    account.sync(dry_run=False)
    account.asked.clear()
    account.access = [row for row in ACCESS if row != ("gamma", "stores_v2")]
    account.sync(dry_run=False)
    assert "revoke select on view LUNDI_SHARE.PARTAGE.STORES_V2 from share LUNDI_TO_GAMMA" in account.changes
    assert account.shares["LUNDI_TO_GAMMA"]["accounts"] == ["OURS.READER_GAMMA"]


def test_a_partner_that_left_the_seed_and_one_with_another_account_are_cut_off():
    account = Account()
    account.sync(dry_run=False)
    account.partners = [("gamma", "OURS.OTHER", "EF11111", "AWS_EU_WEST_3", False)]
    account.access = [row for row in ACCESS if row[0] == "gamma"]
    account.sync(dry_run=False)
    assert account.shares["LUNDI_TO_ALPHA"] == {"grants": [], "accounts": []}
    assert account.shares["LUNDI_TO_GAMMA"]["accounts"] == ["OURS.OTHER"]


@pytest.mark.parametrize(
    ("deaf", "why"),
    [
        ("grant select on view", "LUNDI_TO_ALPHA lacks SELECT VIEW LUNDI_SHARE.PARTAGE.SUPPLIER_SALES_V1"),
        ("add accounts", "LUNDI_TO_ALPHA is not given to ORGA.MAIN"),
    ],
)
def test_a_grant_that_did_not_take_is_an_error(deaf, why):
    with pytest.raises(RefusedError, match=re.escape(why)):
        Account(deaf=(deaf,)).sync(dry_run=False)


def test_a_grant_that_nobody_asked_for_is_an_error_and_stays_for_a_person():
    foreign = {"LUNDI_TO_ALPHA": {"grants": ["SELECT TABLE LUNDI.MARTS.FCT_TICKETS"], "accounts": []}}
    with pytest.raises(RefusedError, match=r"LUNDI_TO_ALPHA holds SELECT TABLE LUNDI\.MARTS\.FCT_TICKETS"):
        Account(shares=foreign).sync(dry_run=False)


@pytest.mark.parametrize(
    ("partner", "why"),
    [
        (("alpha", "ORGA.MAIN", "AB12345", "AWS_US_WEST_2", False), "region AWS_US_WEST_2 is not inside"),
        (("alpha", "ORGA.MAIN", "AB12345", "AWS_EU_WEST_2", False), "region AWS_EU_WEST_2 is not inside"),
        (("alpha", "ORGA.MAIN", "AB12345", None, False), r"region \(none\) is not inside"),
        (("alpha", "ORGA.MAIN", None, "AWS_EU_WEST_3", False), "snowflake_account_locator is missing"),
        (("alpha", "AB12345", "AB12345", "AWS_EU_WEST_3", False), "is no ORG.ACCOUNT"),
        (("alpha", "A.B; drop share X", "AB1", "AWS_EU_WEST_3", False), "is no ORG.ACCOUNT"),
        (("al-pha", "ORGA.MAIN", "AB12345", "AWS_EU_WEST_3", False), "the code is no name"),
        (("alpha", "OURS.X", "CD67890", "AWS_EU_WEST_3", False), "another partner has the same account"),
    ],
)
def test_what_cannot_be_served_as_the_seed_says_is_refused_before_anything_changes(partner, why):
    account = Account(partners=[partner, *PARTNERS[1:]])
    with pytest.raises(RefusedError, match=why):
        account.sync(dry_run=False)
    assert account.changes == []


def test_only_production_shares():
    account = Account(target="dev")
    with pytest.raises(RefusedError, match="Only for --target prod"):
        account.sync()
    assert account.asked == []


def test_the_regions_are_those_of_the_account_set_up():
    text = (PROJECT_ROOT / "scripts/lundi/snowflake/setup/00_region.sql").read_text(encoding="utf-8")
    assert share_macros().share_regions() == re.findall(r"^ +'([A-Z0-9_]+)'", text, re.MULTILINE)


@pytest.fixture
def rows():
    """The views' own SELECT on DuckDB, with an account that a test names."""
    with duckdb.connect() as connection:
        connection.execute("attach ':memory:' as lundi_share")
        for schema in ("data", "entitlement"):
            connection.execute(f"create schema lundi_share.{schema}")
        connection.execute("create table lundi_share.data.sales_v1 (partner_code varchar, supplier_id varchar)")
        connection.execute(
            "insert into lundi_share.data.sales_v1 values ('alpha', 'A'), ('beta', 'B'), ('gamma', 'G'), ('delta', 'D')"
        )
        connection.execute(
            "create table lundi_share.entitlement.access "
            "(account_locator varchar, partner_code varchar, table_name varchar, valid_from date, valid_to date)"
        )
        connection.execute(
            """
            insert into lundi_share.entitlement.access values
                ('AB1', 'alpha', 'sales_v1', current_date, null),
                ('CD2', 'beta', 'sales_v1', date '2020-01-01', current_date),
                ('EF3', 'gamma', 'sales_v1', date '2020-01-01', current_date - 1),
                ('GH4', 'delta', 'sales_v1', current_date + 1, null),
                ('GH4', 'delta', 'sales_v2', date '2020-01-01', null)
            """
        )
        select = share_macros().share_view_select("lundi_share", "sales_v1", ["supplier_id"])

        def ask(account):
            connection.execute(f"create or replace macro current_account() as '{account}'")
            return [row[0] for row in connection.execute(select).fetchall()]

        yield ask


@pytest.mark.parametrize(
    ("account", "seen"),
    [("AB1", ["A"]), ("CD2", ["B"]), ("EF3", []), ("GH4", []), ("ZZ9", []), ("", [])],
    ids=["begins today", "ends today", "ended yesterday", "begins tomorrow", "another account", "no account"],
)
def test_a_view_gives_an_account_its_own_partner_s_rows_on_entitled_days(rows, account, seen):
    assert rows(account) == seen


SEEDS = """
create table LUNDI.share.share_sales_v1
    (partner_code varchar, iso_week varchar, cell_key varchar, release_code varchar, sales numeric(18, 2));
insert into LUNDI.share.share_sales_v1 values
    ('alpha', '2026-W46', 'W46|x', 'published', 1.00), ('alpha', '2026-W46', 'W46|y', 'secondary', null),
    ('beta', '2026-W46', 'W46|x', 'confidential', null), ('gamma', '2026-W46', 'W46|x', 'published', 3.00);
create table LUNDI_STATE.share.released_cells
    (publication_id varchar, published_at timestamp, product_code varchar, product_version bigint, partner_code varchar,
    cell_key varchar, iso_week varchar, release_code varchar);
insert into LUNDI_STATE.share.released_cells values
    ('alpha/old', '2026-11-09 05:00:00', 'sales', 1, 'alpha', 'W46|x', '2026-W46', 'published');
create table LUNDI_STATE.share.publications
    (publication_id varchar, published_at timestamp, partner_code varchar, product_code varchar, product_version bigint,
    iso_week varchar, row_count bigint, hidden_count bigint, data_sha256 varchar, rules_json varchar,
    invocation_id varchar);
create table LUNDI.core.share_partners (partner_code varchar, snowflake_account_locator varchar);
insert into LUNDI.core.share_partners values ('alpha', 'STANDIN'), ('beta', 'CD2'), ('gamma', null);
create table LUNDI.core.share_products (product_code varchar, product_version bigint, ends_on date);
insert into LUNDI.core.share_products values ('sales', 1, '2099-12-31');
create table LUNDI.core.share_entitlements
    (partner_code varchar, product_code varchar, product_version bigint, valid_from date, valid_to date);
insert into LUNDI.core.share_entitlements values
    ('alpha', 'sales', 1, '2026-01-01', null), ('beta', 'sales', 1, '2026-01-01', '2030-01-01'),
    ('gamma', 'sales', 1, '2026-01-01', null)
"""


def test_on_the_stand_in_copies_are_made_and_the_view_s_query_gives_an_account_its_own_rows():
    macros = share_macros()
    tables = ("partners", "entitlements", "products")
    access = macros.share_access_select(*(f"LUNDI.core.share_{name}" for name in tables))
    product = {
        "code": "sales",
        "version": 1,
        "table": "sales_v1",
        "relation": "LUNDI.share.share_sales_v1",
        "columns": ["iso_week", "cell_key", "release_code", "sales"],
    }
    memory = {"database": "LUNDI_STATE", "moment": "2026-11-16 05:00:00", "invocation": "run-1", "rules": "{}"}
    *content, view = macros.share_content_statements("LUNDI_SHARE", [product], access, memory)
    with StandIn() as standin, standin.client() as client:
        cursor = client.cursor()
        for database, schemas in {
            "LUNDI": ("share", "core"),
            "LUNDI_STATE": ("share",),
            "LUNDI_SHARE": ("data", "entitlement", "partage"),
        }.items():
            cursor.execute(f"create database {database}")
            for schema in schemas:
                cursor.execute(f"create schema {database}.{schema}")
        for statement in SEEDS.split(";"):
            cursor.execute(statement)
        # Twice: a second run replaces what the first one wrote.
        for statement in content * 2:
            cursor.execute(statement)
        found = cursor.execute(
            "select account_locator, partner_code, table_name, cast(valid_to as varchar) "
            "from LUNDI_SHARE.entitlement.access order by 1"
        ).fetchall()
        assert found == [("CD2", "beta", "sales_v1", "2030-01-01"), ("STANDIN", "alpha", "sales_v1", "2099-12-31")]
        query = view.split(" copy grants as ", 1)[1]
        assert sorted(row[1:3] for row in cursor.execute(query).fetchall()) == [
            ("W46|x", "published"),
            ("W46|y", "secondary"),
        ]
        # What is known already is not said again; a partner without an account is given nothing.
        remembered = cursor.execute(
            "select partner_code, cell_key, release_code from LUNDI_STATE.share.released_cells order by 1, 2"
        ).fetchall()
        assert remembered == [
            ("alpha", "W46|x", "published"),
            ("alpha", "W46|y", "secondary"),
            ("beta", "W46|x", "confidential"),
        ]
        given = cursor.execute(
            "select distinct publication_id, iso_week, row_count, hidden_count "
            "from LUNDI_STATE.share.publications order by 1"
        ).fetchall()
        assert given == [
            ("alpha/snowflake/2026-11-16 05:00:00", "2026-W46", 2, 1),
            ("beta/snowflake/2026-11-16 05:00:00", "2026-W46", 1, 1),
        ]
        # The stand-in keeps no view that asks who reads it, and says so; the query is what it would run.
        with pytest.raises(Exception, match="a view that asks who reads it"):
            cursor.execute(view)
