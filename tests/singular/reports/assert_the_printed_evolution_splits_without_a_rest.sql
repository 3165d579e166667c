-- Each edition and week whose printed effects do not add up to the change, or whose change is not the tile's.
with

evolution as (

    select * from {{ ref("rpt_monday_evolution") }}
    where reason_code is null

),

tiles as (

    select * from {{ ref("rpt_monday_tiles") }}
    where
        metric_code = 'sales_eur_incl_tax'
        and comparison_code = 'prior_year'

),

final as (

    select
        evolution.edition_code,
        evolution.iso_week,
        evolution.change_eur_incl_tax
    from evolution
    inner join tiles
        on
            evolution.edition_code = tiles.edition_code
            and evolution.iso_week = tiles.iso_week
    where
        evolution.change_eur_incl_tax
        <> evolution.perimeter_effect_eur_incl_tax
        + evolution.calendar_effect_eur_incl_tax
        + evolution.traffic_effect_eur_incl_tax
        + evolution.items_per_ticket_effect_eur_incl_tax
        + evolution.price_effect_eur_incl_tax
        or evolution.change_eur_incl_tax <> tiles.current_value - tiles.compared_value

)

select * from final
