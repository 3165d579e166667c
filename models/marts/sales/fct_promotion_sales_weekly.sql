-- One row per promotion and recent ISO week in which it sold: its sales, and what its products usually sell.
with

weeks as (

    select
        iso_week,
        row_number() over (order by iso_week desc nulls last) as weeks_ago
    from {{ ref("dim_sales_weeks") }}
    where is_closed and not is_partial

),

promotions as (

    select * from {{ ref("int_reference__promotions") }}

),

lines as (

    select
        sales_lines.*,
        weeks.weeks_ago
    from {{ ref("fct_sales_lines") }} as sales_lines
    inner join weeks on sales_lines.iso_week = weeks.iso_week
    where weeks.weeks_ago <= {{ var("steering_week_count") + var("promotion_baseline_week_count") }}

),

product_weeks as (

    select
        product_id,
        weeks_ago,
        sum(sales_eur_incl_tax) as sales_eur_incl_tax,
        max(case when promotion_id is null then 0 else 1 end) as is_promoted
    from lines
    where product_id <> '(unknown)'
    group by
        product_id,
        weeks_ago

),

promoted as (

    select
        promotion_id,
        product_id,
        iso_week,
        weeks_ago,
        sum(sales_eur_incl_tax) as promoted_sales_eur_incl_tax,
        sum(discount_eur_incl_tax) as discount_eur_incl_tax,
        sum(item_count) as promoted_item_count
    from lines
    where
        promotion_id is not null
        and weeks_ago <= {{ var("steering_week_count") }}
    group by
        promotion_id,
        product_id,
        iso_week,
        weeks_ago

),

history as (

    select max(weeks_ago) as oldest_weeks_ago from weeks

),

-- The weeks before in which the product was in no promotion; a week without sales counts as one at zero.
baselines as (

    select
        promoted.promotion_id,
        promoted.product_id,
        promoted.weeks_ago,
        least({{ var("promotion_baseline_week_count") }}, max(history.oldest_weeks_ago) - promoted.weeks_ago)
        - coalesce(sum(former.is_promoted), 0) as baseline_week_count,
        {{ sum_where("former.sales_eur_incl_tax", "former.is_promoted = 0") }} as former_sales_eur_incl_tax
    from promoted
    cross join history
    left join product_weeks as former
        on
            promoted.product_id = former.product_id
            and promoted.weeks_ago < former.weeks_ago
            and promoted.weeks_ago >= former.weeks_ago - {{ var("promotion_baseline_week_count") }}
    group by
        promoted.promotion_id,
        promoted.product_id,
        promoted.weeks_ago

),

measured as (

    select
        promoted.*,
        case
            when baselines.baseline_week_count >= 4 and baselines.former_sales_eur_incl_tax > 0
                then {{ ratio_half_up("baselines.former_sales_eur_incl_tax", "baselines.baseline_week_count") }}
        end as baseline_eur_incl_tax,
        product_weeks.sales_eur_incl_tax as product_sales_eur_incl_tax
    from promoted
    inner join baselines
        on
            promoted.promotion_id = baselines.promotion_id
            and promoted.product_id = baselines.product_id
            and promoted.weeks_ago = baselines.weeks_ago
    left join product_weeks
        on
            promoted.product_id = product_weeks.product_id
            and promoted.weeks_ago = product_weeks.weeks_ago

),

final as (

    select
        measured.promotion_id,
        measured.iso_week,
        {{ iso_week_monday("measured.iso_week") }} as first_date,
        max(promotions.promotion_name) as promotion_name,
        max(promotions.promotion_mechanism) as promotion_mechanism,
        max(promotions.funded_by) as funded_by,
        cast(count(*) as bigint) as product_count,
        cast(sum(measured.promoted_sales_eur_incl_tax) as numeric(18, 2)) as promoted_sales_eur_incl_tax,
        cast(sum(measured.discount_eur_incl_tax) as numeric(18, 2)) as discount_eur_incl_tax,
        cast(sum(measured.promoted_item_count) as bigint) as promoted_item_count,
        cast(count(measured.baseline_eur_incl_tax) as bigint) as measured_product_count,
        cast(
            sum(
                case when measured.baseline_eur_incl_tax is not null then measured.product_sales_eur_incl_tax end
            ) as numeric(18, 2)
        ) as measured_sales_eur_incl_tax,
        cast(sum(measured.baseline_eur_incl_tax) as numeric(18, 2)) as baseline_eur_incl_tax
    from measured
    left join promotions on measured.promotion_id = promotions.promotion_id
    group by
        measured.promotion_id,
        measured.iso_week

)

select * from final
