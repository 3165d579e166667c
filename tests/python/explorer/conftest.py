"""Small marts as the page reads them: everything that it selects, and nothing else."""

from pathlib import Path

import duckdb
import pytest

FIRST_MONDAY = "2025-11-10"  # 2025-W46


def write_marts(path: Path, *, stores: int = 3, departments: int = 2, weeks: int = 54) -> Path:
    """A published file: each store sells in each week, in two channels, the amounts told by their numbers.

    A store's number s, a channel's c (0 or 1), a department's d and a week's w (0: the first) make the cents
    100 x (s + 1) + 10 x d + c + w of a department; a ticket holds all departments.
    """
    with duckdb.connect(str(path)) as connection:
        for statement in _statements(stores, departments, weeks):
            connection.execute(statement)
    return path


def _statements(stores: int, departments: int, weeks: int) -> list[str]:
    monday = f"date '{FIRST_MONDAY}' + (7 * i)::integer"
    calendar = (
        f"select i as place, {monday} as first_date, strftime({monday}, '%G-W%V') as iso_week "
        f"from range(-60, {weeks}) as r (i)"
    )
    cells = (
        f"from range({stores}) as s (s), range(2) as c (c), ({calendar}) as w "
        "where w.place >= 0 and not (c = 1 and s = 1)"
    )
    department = (
        "select printf('S%03d', s) as store_id, case c when 0 then 'store' else 'drive' end as channel_code, iso_week, "
        "case when d = 0 then '(unknown)' else printf('%02d', d) end as department_code, "
        "((100 * (s + 1) + 10 * d + c + place) / 100.0)::decimal(18, 2) as sales_eur_incl_tax, "
        "((s + 1) * 0.8)::decimal(18, 2) as sales_eur_excl_tax, 1.00::decimal(18, 2) as margin_base_eur_excl_tax, "
        "case when s = 2 and d = 1 and place = 0 then null else 0.25 end::decimal(18, 2) as margin_eur_excl_tax, "
        "(s + 1)::bigint as containing_ticket_count, (2 * (s + 1))::bigint as item_count "
        f"{cells.replace('range(2) as c (c)', f'range(2) as c (c), range({departments}) as d (d)')}"
    )
    store = (
        "select store_id, channel_code, iso_week, sum(sales_eur_incl_tax)::decimal(18, 2) as sales_eur_incl_tax, "
        "sum(sales_eur_excl_tax)::decimal(18, 2) as sales_eur_excl_tax, "
        "sum(margin_base_eur_excl_tax)::decimal(18, 2) as margin_base_eur_excl_tax, "
        "case when count(margin_eur_excl_tax) = count(*) then sum(margin_eur_excl_tax) end::decimal(18, 2) "
        "as margin_eur_excl_tax, (sum(sales_eur_incl_tax) / 2)::decimal(18, 2) as loyalty_sales_eur_incl_tax, "
        "max(containing_ticket_count) as ticket_count, sum(item_count)::bigint as item_count "
        "from marts.fct_store_department_sales_weekly group by all"
    )
    units = {
        "sales_eur_incl_tax": ("currency", 0),
        "ticket_count": ("count", 0),
        "average_basket_eur_incl_tax": ("currency", 2),
        "items_per_basket": ("decimal", 2),
        "average_price_eur_incl_tax": ("currency", 2),
        "margin_rate": ("rate", 1),
        "loyalty_sales_rate": ("rate", 1),
    }
    metrics = ", ".join(
        f"('{code}', '{unit}', {decimals}, '{code} fr', '{code} en', 'd', 'd', 'f', 'f')"
        for code, (unit, decimals) in units.items()
    )
    return [
        "create schema core",
        "create schema marts",
        "create schema reports",
        "create table core.dim_iso_weeks as select iso_week, first_date, first_date + 6 as last_date, "
        f"strftime(first_date - 364, '%G-W%V') as prior_year_iso_week from ({calendar})",
        "create table core.dim_sales_weeks as select iso_week, first_date from core.dim_iso_weeks "
        f"where first_date >= date '{FIRST_MONDAY}'",
        "create table reports.rpt_monday_status as select 'company' as edition_code, '(all)' as channel_code, "
        "iso_week, first_date < date '2026-11-01' as is_final from core.dim_iso_weeks",
        "create table core.dim_stores as select printf('S%03d', s) as store_id, 'Magasin ' || s as store_label, "
        "case when s % 2 = 0 then '11' else '84' end as region_code, "
        "case when s % 2 = 0 then 'Île-de-France' else 'Auvergne </script>' end as region_name "
        f"from range({stores}) as r (s)",
        "create table core.dim_channels as select * from (values ('store', 'Magasin', 'Store', 1), "
        "('drive', 'Drive', 'Drive', 2), ('marketplace', 'Places', 'Marketplaces', 3)) "
        "as c (channel_code, channel_name_fr, channel_name_en, sort_order)",
        "create table core.dim_products as "
        "select printf('%02d', d) as department_code, 'Rayon ' || d as department_name "
        f"from range({departments}) as r (d)",
        "create table core.dim_metrics as select * from (values " + metrics + ") as m (metric_code, unit, decimals, "
        "metric_name_fr, metric_name_en, definition_fr, definition_en, formula_fr, formula_en)",
        f"create table marts.fct_store_department_sales_weekly as {department}",
        f"create table marts.fct_store_sales_weekly as {store}",
        "create table marts.fct_store_comparability_weekly as select distinct store_id, iso_week, "
        "store_id <> 'S002' as is_comparable from marts.fct_store_sales_weekly",
    ]


@pytest.fixture(scope="session")
def marts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three stores, two departments, 54 weeks to 2026-W47."""
    return write_marts(tmp_path_factory.mktemp("marts") / "lundi.duckdb")
