-- The five effects of every store and week add up to its change, to the cent.
select
    store_id,
    iso_week,
    change_eur_incl_tax
from {{ ref("fct_store_evolution_weekly") }}
where
    change_eur_incl_tax
    <> perimeter_effect_eur_incl_tax
    + calendar_effect_eur_incl_tax
    + traffic_effect_eur_incl_tax
    + items_per_ticket_effect_eur_incl_tax
    + price_effect_eur_incl_tax
