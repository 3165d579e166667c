"""The account compared with the set-up. Its answers are written here in the form that Snowflake documents for `show`;
only a real account can prove that form."""

import re

import pytest

from lundi.errors import LundiError
from lundi.snowflake.setup.check import differences
from lundi.snowflake.setup.rules import read_statements
from lundi.snowflake.setup.run import make_plan

GRANT_COLUMNS = ("created_on", "privilege", "granted_on", "name", "granted_to", "grantee_name")
FUTURE_COLUMNS = ("created_on", "privilege", "grant_on", "name", "grant_to", "grantee_name")
WAREHOUSE_COLUMNS = ("name", "size", "auto_suspend", "auto_resume", "resource_monitor", "generation")
USER_COLUMNS = ("name", "type", "has_password", "has_rsa_public_key", "disabled")


class Account:
    """An account as the set-up leaves it; the tests then change it by hand."""

    def __init__(self, statements):
        self.region = ("AWS_EU_WEST_3", True)
        self.warehouses = {
            "LUNDI_LOAD": ["X-Small", 60, "true", "LUNDI_LOAD_CREDITS", "2"],
            "LUNDI": ["Large", 60, "true", "LUNDI_CREDITS", "2"],
            "LUNDI_REPORT": ["X-Small", 300, "true", "LUNDI_REPORT_CREDITS", "2"],
            "LUNDI_DEV": ["X-Small", 60, "true", "LUNDI_DEV_CREDITS", "2"],
        }
        machines = ("LOADER", "TRANSFORMER", "PUBLISHER", "REPORTER", "CI")
        self.users = {f"LUNDI_{each}_SERVICE": ["SERVICE", "false", "true", "false"] for each in machines}
        self.grants, self.future = {}, {}
        for grant in read_statements(statements).grants:
            kind = (grant.things or "").removesuffix("s").upper()
            for privilege in (each.upper() for each in grant.privileges):
                if grant.scope == "future":
                    right = (privilege, kind, f"{grant.name.upper()}.<{kind}>")
                    self.future.setdefault(grant.role, set()).add(right)
                elif grant.scope is None:
                    name = "XY12345" if grant.kind == "account" else grant.name.upper()
                    self.grants.setdefault(grant.role, set()).add((privilege, grant.kind.upper(), name))
        self.grants["lundi_transformer"].add(("USAGE", "DATABASE_ROLE", "SNOWFLAKE.USAGE_VIEWER"))

    def cursor(self):
        return self

    def execute(self, sql):
        if "current_region" in sql:
            self.columns, self.rows = ("REGION", "IS_IN_THE_EUROPEAN_UNION"), [self.region]
        elif sql.startswith("show warehouses"):
            self.columns, self.rows = WAREHOUSE_COLUMNS, [(name, *row) for name, row in self.warehouses.items()]
        elif sql.startswith("show users"):
            self.columns, self.rows = USER_COLUMNS, [(name, *row) for name, row in self.users.items()]
        else:
            match = re.fullmatch(r"show (future )?grants to role (\w+)", sql)
            self.columns = FUTURE_COLUMNS if match[1] else GRANT_COLUMNS
            rights = (self.future if match[1] else self.grants).get(match[2], set())
            self.rows = [("2026-11-16", *right, "ROLE", match[2].upper()) for right in rights]

    @property
    def description(self):
        return [(name,) for name in self.columns]

    def fetchone(self):
        return self.rows[0]

    def fetchall(self):
        return self.rows


@pytest.fixture(scope="module")
def statements():
    return [statement for file in make_plan({}, role="ACCOUNTADMIN").shown for statement in file.statements]


@pytest.fixture
def account(statements):
    return Account(statements)


def found(account, statements):
    return differences(account, statements, lambda done, of, role: None)


def test_an_account_as_the_setup_left_it_does_not_differ(account, statements):
    assert found(account, statements) == []


def test_what_was_built_since_does_not_differ(account, statements):
    account.grants["lundi_transformer"].add(("OWNERSHIP", "TABLE", "LUNDI.CORE.DIM_STORES"))
    account.grants["lundi_reporter"].add(("SELECT", "TABLE", "LUNDI.CORE.DIM_STORES"))
    account.grants["lundi_ci"].add(("OWNERSHIP", "SCHEMA", "LUNDI_CI.CORE"))
    account.grants["lundi_ci"].add(("OWNERSHIP", "VIEW", "LUNDI_CI.CORE.DIM_STORES"))
    assert found(account, statements) == []


def test_the_clone_that_a_run_made_has_the_rights_of_what_it_was_made_from(account, statements):
    account.grants["lundi_publisher"].add(("OWNERSHIP", "DATABASE", "LUNDI_BUILD"))
    account.grants["lundi_reporter"].add(("USAGE", "DATABASE", "LUNDI_BUILD"))
    account.grants["lundi_reporter"].add(("SELECT", "TABLE", "LUNDI_BUILD.CORE.DIM_STORES"))
    account.future["lundi_reporter"].add(("SELECT", "TABLE", "LUNDI_BUILD.CORE.<TABLE>"))
    account.grants["lundi_transformer"].add(("OWNERSHIP", "VIEW", "LUNDI_BUILD.CORE.DIM_STORES"))
    assert found(account, statements) == []
    account.grants["lundi_reporter"].discard(("USAGE", "DATABASE", "LUNDI"))
    assert found(account, statements) == ["role lundi_reporter lacks USAGE on DATABASE LUNDI"]


@pytest.mark.parametrize(
    ("role", "right"),
    [
        ("lundi_reporter", ("SELECT", "TABLE", "LUNDI.VAULT.GOLDEN_RECORDS")),
        ("lundi_reporter", ("USAGE", "SCHEMA", "LUNDI.VAULT")),
        ("lundi_marketing", ("INSERT", "TABLE", "LUNDI.CORE.DIM_STORES")),
        ("lundi_ci", ("OWNERSHIP", "TABLE", "LUNDI.CORE.DIM_STORES")),
        ("lundi_loader", ("SELECT", "TABLE", "LUNDI_RAW.RAW.TICKETS")),
        ("lundi_reporter", ("SELECT", "TABLE", "LUNDI_BUILD.VAULT.GOLDEN_RECORDS")),
        ("lundi_marketing", ("OWNERSHIP", "DATABASE", "LUNDI_BUILD")),
        ("lundi_loader", ("CREATE STAGE", "SCHEMA", "LUNDI_RAW.RAW")),
    ],
)
def test_a_right_that_somebody_gave_by_hand_is_told(account, statements, role, right):
    account.grants[role].add(right)
    assert found(account, statements) == [
        f"role {role} has {right[0]} on {right[1]} {right[2]}, which the set-up does not give"
    ]


def test_a_right_that_is_lost_is_told(account, statements):
    account.grants["lundi_reporter"].discard(("USAGE", "SCHEMA", "LUNDI.REPORTS"))
    account.future["lundi_reporter"].discard(("SELECT", "TABLE", "LUNDI.REPORTS.<TABLE>"))
    account.grants["lundi_share_admin"].discard(("CREATE SHARE", "ACCOUNT", "XY12345"))
    account.grants["lundi_transformer"].discard(("USAGE", "DATABASE_ROLE", "SNOWFLAKE.USAGE_VIEWER"))
    assert found(account, statements) == [
        "role lundi_reporter lacks USAGE on SCHEMA LUNDI.REPORTS",
        "role lundi_reporter lacks future SELECT on TABLE LUNDI.REPORTS.<TABLE>",
        "role lundi_share_admin lacks CREATE SHARE on ACCOUNT",
        "role lundi_transformer lacks USAGE on DATABASE_ROLE SNOWFLAKE.USAGE_VIEWER",
    ]


def test_a_warehouse_that_was_changed_by_hand_is_told(account, statements):
    account.warehouses["LUNDI"] = ["2X-Large", 3600, "true", None, "1"]
    del account.warehouses["LUNDI_DEV"]
    assert found(account, statements) == [
        "warehouse lundi: size is 2xlarge, the set-up says large",
        "warehouse lundi: generation is 1, the set-up says 2",
        "warehouse lundi: auto_suspend is 3600, the set-up says 60",
        "warehouse lundi: resource_monitor is not shown, the set-up says lundi_credits",
        "warehouse lundi_dev is missing",
    ]


def test_a_user_with_a_password_or_without_a_key_is_told(account, statements):
    account.users["LUNDI_CI_SERVICE"] = ["PERSON", "true", "false", "false"]
    del account.users["LUNDI_LOADER_SERVICE"]
    assert found(account, statements) == [
        "user lundi_loader_service is missing",
        "user lundi_ci_service: type is person, the set-up says service",
        "user lundi_ci_service: has_password is true, the set-up says false",
        "user lundi_ci_service: has_rsa_public_key is false, the set-up says true",
    ]


def test_the_check_stops_in_a_wrong_region(account, statements):
    account.region = ("AWS_US_WEST_2", False)
    with pytest.raises(LundiError, match="is not accepted"):
        found(account, statements)


def test_the_check_asks_and_changes_nothing(account, statements):
    asked = []
    answer = account.execute
    account.execute = lambda sql: (asked.append(sql), answer(sql))
    found(account, statements)
    assert {sql.split()[0] for sql in asked} == {"select", "show"}
