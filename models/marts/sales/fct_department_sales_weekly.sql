-- One row per channel, ISO week and node of the product tree (department, aisle or family) with at least one line.
with

lines as (

    select * from {{ ref("fct_sales_lines") }}

),

products as (

    select * from {{ ref("dim_products") }}

),

lines_in_tree as (

    select
        lines.*,
        products.department_code,
        products.aisle_code,
        products.family_code
    from lines
    inner join products on lines.product_id = products.product_id

),

final as (

    {% for level in ["department", "aisle", "family"] -%}
    select
        channel_code,
        iso_week,
        '{{ level }}' as tree_level,
        department_code,
        {{ "aisle_code" if level != "department" else "'(all)'" }} as aisle_code,
        {{ "family_code" if level == "family" else "'(all)'" }} as family_code,
        cast(sum(sales_eur_incl_tax) as numeric(18, 2)) as sales_eur_incl_tax,
        {{ sum_if_complete("sales_eur_excl_tax") }} as sales_eur_excl_tax,
        cast(sum(discount_eur_incl_tax) as numeric(18, 2)) as discount_eur_incl_tax,
        cast(sum(item_count) as bigint) as item_count,
        cast(count(*) as bigint) as line_count,
        cast(count(distinct case when quantity > 0 then transaction_id end) as bigint) as containing_ticket_count
    from lines_in_tree
    group by
        channel_code,
        iso_week,
        department_code
        {%- if level != "department" %},
        aisle_code
        {%- endif %}
        {%- if level == "family" %},
        family_code
        {%- endif %}
    {% if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}

)

select * from final
