"""The tables that the manifest and the code that fills raw tell of."""

from sqlglot import exp

from ladder.static_schema import data_type_of, known_tables, node_columns, schema_of, without_columns


def _node(relation, columns=None, types=None, resource_type="model"):
    described = {name: {"name": name, "data_type": data_type} for name, data_type in (columns or {}).items()}
    return {
        "resource_type": resource_type,
        "relation_name": relation,
        "columns": described,
        "config": {"column_types": types},
    }


def _tables(*sources, nodes=()):
    return known_tables({"nodes": dict(enumerate(nodes)), "sources": dict(enumerate(sources))})


def test_models_and_seeds_have_the_columns_of_their_yml():
    model = _node("LUNDI.core.m", {"Store_id": "varchar"})
    seed = _node("LUNDI.core.s", {"code": None, "first_date": None}, {"code": "varchar"}, "seed")

    tables = _tables(nodes=(model, seed, _node(None), _node("LUNDI.core.t", resource_type="test")))

    assert tables == {
        "lundi.core.m": {"store_id": "varchar"},
        "lundi.core.s": {"code": "varchar", "first_date": None},
    }


def test_raw_sources_have_the_columns_that_landing_fills():
    tables = _tables(
        _node("lundi_raw.raw.pos_tickets"),
        _node("lundi_raw.raw.deliveries"),
        _node("lundi_raw.quarantine.delivered_rows"),
    )

    assert tables["lundi_raw.raw.pos_tickets"]["delivery_id"] == "varchar"
    assert tables["lundi_raw.raw.deliveries"]["delivered_at"] == "timestamp"
    assert tables["lundi_raw.quarantine.delivered_rows"]["file_row_number"] == "bigint"


def test_state_and_account_usage_are_known_in_any_database():
    tables = _tables(_node("lundi_state.state.runs"), _node("snowflake.account_usage.query_attribution_history"))

    assert tables["lundi_state.state.runs"]["started_at"].lower() == "timestamp"
    assert tables["snowflake.account_usage.query_attribution_history"]["credits_attributed_compute"] == "double"


def test_a_source_that_nothing_tells_of_is_named():
    tables = _tables(_node("lundi_raw.raw.elsewhere"), _node("lundi_raw.raw.told", {"code": "varchar"}))

    assert without_columns(tables) == ["lundi_raw.raw.elsewhere"]
    assert schema_of(tables).column_names("lundi_raw.raw.told") == ["CODE"]


def test_a_column_without_a_type_is_of_unknown_type():
    assert data_type_of(None).this is exp.DType.UNKNOWN
    assert data_type_of("numeric(18, 2)").this is exp.DType.DECIMAL
    assert node_columns(_node("a.b.c", {"code": None})) == {"code": None}
