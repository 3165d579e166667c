-- One row per two records of two clusters that may be one person and were not compared before as they stand.
{%- set keys = ["left_cluster", "right_cluster", "fingerprint"] %}
with

meetings as (

    select * from {{ ref("int_customer__entity_meetings") }}

),

clusters as (

    select * from {{ ref("int_customer__record_clusters") }}

),

new_meetings as (

    {{ new_rows("meetings", remembered("int_customer__entity_pairs"), keys) | indent(4) }}

),

final as (

    {{ members_of_pairs("new_meetings", "clusters") | indent(4) }}

)

select * from final
