-- One row per cell of a product under disclosure control, with what former publications told of it.
with

supplier_cells as (

    select * from {{ ref("int_share__supplier_cells") }}

),

profile_cells as (

    select * from {{ ref("int_share__profile_cells") }}

),

former as (

    select * from {{ ref("fct_released_cells") }}

),

cells as (

    {% for cells in ["supplier_cells", "profile_cells"] -%}
        select
            partner_code,
            product_code,
            product_version,
            iso_week,
            group_key,
            cell_key,
            cell_level,
            amount,
            secondary_amount,
            is_confidential
        from {{ cells }}
        {% if not loop.last %}union all
        {% endif %}
    {%- endfor %}

),

final as (

    select
        cells.partner_code,
        cells.product_code,
        cells.product_version,
        cells.iso_week,
        cells.group_key,
        cells.cell_key,
        cells.cell_level,
        cells.amount,
        cells.secondary_amount,
        cells.is_confidential,
        coalesce(former.was_published, false) as was_published,
        -- What was hidden stays hidden: two Mondays beside each other tell no more than one.
        cells.is_confidential or coalesce(former.was_hidden, false) as is_hidden_anyway
    from cells
    left join former
        on
            cells.partner_code = former.partner_code
            and cells.product_code = former.product_code
            and cells.product_version = former.product_version
            and cells.cell_key = former.cell_key

)

select * from final
