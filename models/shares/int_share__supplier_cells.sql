-- One row per supplier partner, version, week and aisle in total, one for each of its zones and one for each family.
{%- set levels = {
    "total": ["'(all)'", "'(all)'", "family_code = '(all)'"],
    "zone": ["zone_code", "'(all)'", "family_code = '(all)'"],
    "family": ["'(all)'", "family_code", "family_code <> '(all)'"],
} %}
with

store_sales as (

    select * from {{ ref("int_share__supplier_store_sales") }}

),

rules as (

    select * from {{ ref("dim_share_rules") }}

),

placed as (

    {% for level, (zone_code, family_code, is_within) in levels.items() -%}
        select
            partner_code,
            product_version,
            iso_week,
            aisle_code,
            '{{ level }}' as cell_level,
            {{ zone_code }} as cell_zone_code,
            {{ family_code }} as cell_family_code,
            sales_eur_incl_tax,
            item_count,
            ticket_count
        from store_sales
        where {{ is_within }}
        {% if not loop.last %}union all
        {% endif %}
    {%- endfor %}

),

cells as (

    select
        partner_code,
        product_version,
        iso_week,
        aisle_code,
        cell_level,
        cell_zone_code as zone_code,
        cell_family_code as family_code,
        cast(sum(sales_eur_incl_tax) as numeric(18, 2)) as amount,
        cast(sum(item_count) as numeric(18, 2)) as secondary_amount,
        cast(sum(ticket_count) as bigint) as ticket_count,
        cast(count(*) as bigint) as store_count,
        cast(max(sales_eur_incl_tax) as numeric(18, 2)) as largest_store_amount,
        min(sales_eur_incl_tax) as smallest_store_amount,
        min(item_count) as smallest_item_count
    from placed
    group by
        partner_code,
        product_version,
        iso_week,
        aisle_code,
        cell_level,
        cell_zone_code,
        cell_family_code

),

final as (

    select
        cells.partner_code,
        'supplier_sales' as product_code,
        cells.product_version,
        cells.iso_week,
        cells.aisle_code,
        cells.cell_level,
        cells.zone_code,
        cells.family_code,
        cells.partner_code || '|' || cells.iso_week || '|' || cells.aisle_code as group_key,
        cells.iso_week || '|' || cells.aisle_code || '|'
        || case when cells.cell_level = 'family' then 'family ' || cells.family_code else cells.zone_code end
            as cell_key,
        cells.amount,
        cells.secondary_amount,
        (
            cells.ticket_count < rules.minimum_customers
            or cells.store_count < rules.minimum_stores
            or cells.largest_store_amount > rules.maximum_dominance * cells.amount
            -- The proof of secondary suppression counts on what is not negative.
            or cells.smallest_store_amount < 0
            or cells.smallest_item_count < 0
        ) as is_confidential
    from cells
    cross join rules

)

select * from final
