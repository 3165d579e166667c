"""The statements of the load: columns by name, types from the contract, one folder of the stage."""

from pathlib import Path

from lundi.landing.contract import load_contract
from lundi.snowflake import copy_sql
from lundi.warehouse.tables import DELIVERIES, entity_table


def test_columns_are_loaded_by_name_in_the_contract_s_types():
    costs = entity_table(load_contract().entity("reference", "product_costs"))
    assert copy_sql.copy_into(costs, "run/1/raw.reference_product_costs.parquet") == (
        "copy into lundi_raw.raw.reference_product_costs (product_id, valid_from, unit_cost_eur_excl_tax, delivery_id, "
        "delivery_mode, delivered_at, covers_from, file_name, file_row_number) from (select $1:product_id::varchar, "
        "$1:valid_from::date, $1:unit_cost_eur_excl_tax::decimal(18,4), $1:delivery_id::varchar, "
        "$1:delivery_mode::varchar, $1:delivered_at::timestamp_ntz, $1:covers_from::date, $1:file_name::varchar, "
        "$1:file_row_number::bigint from @lundi_raw.raw.landing/run/1/raw.reference_product_costs.parquet) "
        "file_format = (type = parquet use_logical_type = true) on_error = abort_statement"
    )


def test_a_file_goes_up_as_it_is_and_a_path_may_hold_blanks_and_apostrophes():
    statement = copy_sql.put(Path("/data/l'été 2026/raw.pos_tickets.parquet"), "run/1")
    assert statement == (
        "put 'file:///data/l\\'été 2026/raw.pos_tickets.parquet' @lundi_raw.raw.landing/run/1 "
        "auto_compress = false overwrite = true"
    )


def test_a_batch_is_removed_without_those_whose_number_begins_alike():
    assert copy_sql.remove("run/1").endswith("/run/1/")


def test_a_column_can_be_left_in_the_account():
    assert copy_sql.select_all(DELIVERIES, {"control_totals": "''"}).count("control_totals") == 0
