"""A broken node costs the pages that need it, wholly; the sales cost the edition."""

import duckdb

from lundi.settings import Settings
from lundi.warehouse.pages import Losses, Relation, losses
from lundi.warehouse.published import LEFT_OUT, open_published, publish


def node(name, schema, parents=(), page=None, kind="model", **more):
    return {
        "name": name,
        "resource_type": kind,
        "schema": schema,
        "fqn": ["lundi", schema, name],
        "columns": {"a": {"data_type": "bigint"}},
        "config": {"materialized": "table", "meta": {"page": page} if page else {}},
        "depends_on": {"nodes": list(parents)},
        **more,
    }


NODES = {
    "model.lundi.stg": node("stg", "staging"),
    "model.lundi.fct_sales": node("fct_sales", "marts", ["model.lundi.stg"]),
    "model.lundi.rpt_sales": node("rpt_sales", "reports", ["model.lundi.fct_sales"]),
    "model.lundi.ids": node("ids", "vault", ["model.lundi.stg"]),
    "model.lundi.golden": node("golden", "vault", ["model.lundi.ids"]),
    "model.lundi.rpt_customers": node("rpt_customers", "reports", ["model.lundi.golden"], page="customers"),
    "model.lundi.lookup": node("lookup", "vault", ["model.lundi.golden"]),
    "model.lundi.settlements": node("settlements", "marts", ["model.lundi.fct_sales"]),
    "test.lundi.sales_ok": node("sales_ok", "", ["model.lundi.fct_sales"], kind="test"),
    "test.lundi.golden_ok": node("golden_ok", "", ["model.lundi.golden"], kind="test"),
    "test.lundi.both_ok": node("both_ok", "", ["model.lundi.golden", "model.lundi.fct_sales"], kind="test"),
    "test.lundi.settled_ok": node("settled_ok", "", ["model.lundi.settlements"], kind="test"),
}
MANIFEST = {"nodes": NODES, "parent_map": {uid: found["depends_on"]["nodes"] for uid, found in NODES.items()}}
CUSTOMERS = ["reports.rpt_customers", "vault.golden", "vault.ids", "vault.lookup"]


def lost(**bad):
    return losses(
        MANIFEST, {f"{'test' if name.endswith('_ok') else 'model'}.lundi.{name}": s for name, s in bad.items()}
    )


def paths(found):
    return [relation.path for relation in found.relations]


def test_what_the_sales_need_costs_the_edition():
    assert lost(stg="error") is None
    assert lost(fct_sales="error", rpt_sales="skipped") is None
    assert lost(sales_ok="fail") is None
    assert lost(rpt_customers="error", sales_ok="fail") is None


def test_a_page_is_lost_whole_with_all_that_only_it_needs():
    found = lost(rpt_customers="error")
    assert (found.pages, paths(found), found.causes) == (("customers",), CUSTOMERS, ("rpt_customers",))


def test_what_was_skipped_behind_a_broken_node_is_no_cause():
    assert lost(ids="error", golden="skipped", rpt_customers="skipped").causes == ("ids",)


def test_a_failed_test_costs_the_page_of_what_it_looked_at():
    assert lost(golden_ok="fail").pages == ("customers",)
    found = lost(both_ok="fail")
    assert (found.pages, paths(found)) == (("customers",), CUSTOMERS), "the sales were not shown to be wrong"


def test_what_no_page_prints_goes_alone():
    found = lost(settled_ok="fail")
    assert (found.pages, paths(found)) == ((), ["marts.settlements"])
    assert paths(lost(lookup="error")) == ["vault.lookup"]
    assert lost(lookup="error").holds(("vault.lookup", "vault.ids"))
    assert not lost(lookup="error").holds(("vault.ids",))


def test_nothing_of_what_is_lost_is_published(tmp_path):
    settings = Settings(tmp_path, tmp_path / "warehouse", tmp_path)
    settings.build_database.parent.mkdir(parents=True)
    with duckdb.connect(str(settings.build_database)) as connection:
        connection.execute("create schema vault; create schema reports; create schema marts")
        connection.execute("create table vault.golden as select 1 as a; create view vault.lookup as select 1 as a")
        connection.execute(
            "create table reports.rpt_customers as select 1 as a; create table marts.fct as select 1 as a"
        )
    relations = (
        Relation("vault", "golden"),
        Relation("vault", "lookup"),
        Relation("vault", "never_built"),
        Relation("reports", "rpt_customers", (("a", "bigint"),)),
        Relation("reports", "rpt_skipped", (("b", "numeric(18, 2)"),)),
    )
    publish(settings, losses=Losses(("customers",), relations, ("golden",)))
    with open_published(settings) as edition:
        found = {name for (name,) in edition.execute("select table_name from information_schema.tables").fetchall()}
        assert found == {"edition", "left_out_pages", "fct", "rpt_customers", "rpt_skipped"}
        assert edition.execute("select count(*) from reports.rpt_customers").fetchone() == (0,)
        assert edition.execute(f"select page_code from {LEFT_OUT}").fetchall() == [("customers",)]
