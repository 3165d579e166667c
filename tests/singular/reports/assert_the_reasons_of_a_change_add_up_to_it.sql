-- Each printed change of a published figure is explained without a rest, and gives today's figure.
select
    edition_code,
    changed_iso_week,
    channel_code,
    difference_eur_incl_tax
from {{ ref("rpt_monday_changes") }}
where
    difference_eur_incl_tax <> current_sales_eur_incl_tax - published_sales_eur_incl_tax
    or difference_eur_incl_tax
    <> late_delivery_eur_incl_tax
    + correction_eur_incl_tax
    + withdrawal_eur_incl_tax
    + referential_eur_incl_tax
    + other_eur_incl_tax
