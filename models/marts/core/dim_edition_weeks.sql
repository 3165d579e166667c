-- One row per ISO week and edition of the report that is printed for it.
with

weeks as (

    select * from {{ ref("dim_sales_weeks") }}

),

store_weeks as (

    select * from {{ ref("dim_store_weeks") }}
    where store_id <> '(none)'

),

comparability as (

    select * from {{ ref("fct_store_comparability_weekly") }}

),

selling as (

    select distinct
        store_id,
        iso_week
    from {{ ref("fct_store_sales_weekly") }}

),

-- A store that sells is there, whatever the referential says of its dates.
active_stores as (

    select
        store_weeks.*,
        coalesce(comparability.is_comparable, false) as is_comparable,
        comparability.reason_code as comparability_reason_code
    from store_weeks
    left join selling
        on
            store_weeks.store_id = selling.store_id
            and store_weeks.iso_week = selling.iso_week
    left join comparability
        on
            store_weeks.store_id = comparability.store_id
            and store_weeks.iso_week = comparability.iso_week
    where store_weeks.is_open or selling.store_id is not null

),

{%- set unset = {
    "region_code": "varchar", "region_name": "varchar", "store_id": "varchar", "store_format": "varchar",
    "city": "varchar", "sales_area_m2": "numeric(19, 3)", "is_comparable": "boolean",
    "comparability_reason_code": "varchar",
} %}

editions as (

    select
        'company' as edition_code,
        weeks.iso_week,
        'company' as edition_type,
        1 as type_order,
        'Enseigne' as edition_label,
        {%- for column, type in unset.items() %}
            cast(null as {{ type }}) as {{ column }},
        {%- endfor %}
        count(active_stores.store_id) as store_count,
        count(case when active_stores.is_comparable then 1 end) as comparable_store_count
    from weeks
    left join active_stores on weeks.iso_week = active_stores.iso_week
    group by weeks.iso_week
    union all
    select
        'region:' || region_code as edition_code,
        iso_week,
        'region' as edition_type,
        2 as type_order,
        min(region_name) as edition_label,
        region_code,
        min(region_name) as region_name,
        {%- for column, type in unset.items() if not column.startswith("region_") %}
            cast(null as {{ type }}) as {{ column }},
        {%- endfor %}
        count(*) as store_count,
        count(case when is_comparable then 1 end) as comparable_store_count
    from active_stores
    where region_code <> '(none)'
    group by
        region_code,
        iso_week
    union all
    select
        'store:' || store_id as edition_code,
        iso_week,
        'store' as edition_type,
        3 as type_order,
        store_label as edition_label,
        {{ unset.keys() | join(",\n        ") }},
        1 as store_count,
        case when is_comparable then 1 else 0 end as comparable_store_count
    from active_stores

),

final as (

    select
        edition_code,
        iso_week,
        edition_type,
        edition_label,
        {{ unset.keys() | join(",\n        ") }},
        cast(store_count as bigint) as store_count,
        cast(comparable_store_count as bigint) as comparable_store_count,
        row_number() over (
            partition by iso_week
            order by type_order asc, region_name asc nulls last, edition_label asc, edition_code asc
        ) as sort_order
    from editions

)

select * from final
