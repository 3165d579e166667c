-- One row per store, department and ISO week with known shrink, names beside codes: for tools that do not join.
with

waste as (

    select * from {{ ref("fct_waste_weekly") }}

),

stores as (

    select * from {{ ref("dim_store_weeks") }}

),

weeks as (

    select * from {{ ref("dim_iso_weeks") }}

),

departments as (

    {{ department_names() }}

),

final as (

    select
        waste.store_id,
        {{ store_names("stores") }},
        waste.iso_week,
        {{ week_names("weeks") }},
        waste.department_code,
        coalesce(departments.department_name, waste.department_code) as department_name,
        waste.waste_quantity,
        waste.waste_cost_eur_excl_tax
    from waste
    left join stores
        on
            waste.store_id = stores.store_id
            and waste.iso_week = stores.iso_week
    left join weeks on waste.iso_week = weeks.iso_week
    left join departments on waste.department_code = departments.department_code

)

select * from final
