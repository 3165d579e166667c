"""Publishing by swap: what is asked before it, what is refused, and that a dry run changes nothing."""

import re
from types import SimpleNamespace

import pytest
from jinja2 import Environment

from lundi.settings import PROJECT_ROOT

MACRO = PROJECT_ROOT / "macros" / "snowflake" / "publish_by_swap.sql"
SWAP = "alter database LUNDI swap with LUNDI_BUILD"


class RefusedError(Exception):
    """What dbt raises."""


class Account:
    """What the macro asks of dbt: an account with some views that name their database, and some weeks of reports."""

    def __init__(self, views=(), weeks=3, target="prod"):
        self.answers = {"information_schema.views": list(views), "rpt_monday_header": [weeks]}
        self.asked, self.told = [], []
        self.target = SimpleNamespace(name=target, database="lundi")

    def run_query(self, statement):
        statement = " ".join(statement.split())
        self.asked.append(statement)
        values = next((values for name, values in self.answers.items() if name in statement), [])
        return SimpleNamespace(columns=[SimpleNamespace(values=lambda: values)])

    def publish(self, build_database="lundi_build", **options):
        def refuse(message):
            raise RefusedError(message)

        environment = Environment(extensions=["jinja2.ext.do"])
        environment.globals.update(
            target=self.target,
            run_query=self.run_query,
            exceptions=SimpleNamespace(raise_compiler_error=refuse),
            modules=SimpleNamespace(re=re),
            log=lambda message, info: self.told.append(message) or "",
        )
        template = environment.from_string(MACRO.read_text(encoding="utf-8"))
        template.module.publish_by_swap(build_database, **options)


def test_a_dry_run_says_the_statement_and_only_asks():
    account = Account()
    account.publish()
    assert account.told == [f"dry run, nothing was changed: {SWAP}"]
    assert [statement.split()[0] for statement in account.asked] == ["select", "select"]


def test_the_swap_is_one_statement_after_the_questions():
    account = Account()
    account.publish(dry_run=False)
    assert account.asked[-1] == SWAP
    assert [statement.split()[0] for statement in account.asked] == ["select", "select", "alter"]


@pytest.mark.parametrize(
    ("account", "build_database", "why"),
    [
        (Account(target="dev"), "lundi_build", "Only for --target prod"),
        (Account(), "lundi", "a database beside LUNDI"),
        (Account(), "x; drop database lundi", "a database beside LUNDI"),
        (
            Account(views=["marts.fct_customer_links"]),
            "lundi_build",
            "1 views of LUNDI_BUILD name their database, marts",
        ),
        (Account(weeks=0), "lundi_build", "holds no report"),
    ],
)
def test_what_must_not_be_published_is_refused_and_nothing_is_swapped(account, build_database, why):
    with pytest.raises(RefusedError, match=why):
        account.publish(build_database, dry_run=False)
    assert not any("swap" in statement for statement in account.asked)
