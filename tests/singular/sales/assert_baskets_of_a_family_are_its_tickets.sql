-- Each department or family whose baskets, over the weeks of the affinity, are not the tickets that hold it. A family's
-- code that stands in several aisles is left out: a ticket that holds it in two of them counts in both.
with

weeks as (

    select iso_week
    from {{ ref("dim_sales_weeks") }}
    where is_closed
    qualify row_number() over (order by iso_week desc nulls last) <= {{ var("steering_week_count") }}

),

affinity as (

    select * from {{ ref("fct_basket_affinity") }}

),

nodes as (

    select
        tree_level,
        left_code as node_code,
        left_basket_count as basket_count
    from affinity
    union
    select
        tree_level,
        right_code as node_code,
        right_basket_count as basket_count
    from affinity

),

tickets as (

    select
        sales.tree_level,
        case when sales.tree_level = 'family' then sales.family_code else sales.department_code end as node_code,
        sum(sales.containing_ticket_count) as ticket_count,
        count(distinct sales.department_code || '|' || sales.aisle_code) as place_count
    from {{ ref("fct_department_sales_weekly") }} as sales
    inner join weeks on sales.iso_week = weeks.iso_week
    where sales.tree_level in ('department', 'family')
    group by
        sales.tree_level,
        case when sales.tree_level = 'family' then sales.family_code else sales.department_code end

),

final as (

    select
        nodes.*,
        tickets.ticket_count
    from nodes
    left join tickets
        on
            nodes.tree_level = tickets.tree_level
            and nodes.node_code = tickets.node_code
    where
        tickets.ticket_count is null
        or (tickets.place_count = 1 and nodes.basket_count <> tickets.ticket_count)

)

select * from final
