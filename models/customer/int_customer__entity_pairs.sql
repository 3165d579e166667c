-- One row per two clusters that may be one person, with the best that any of their records agree in.
with

member_pairs as (

    select * from {{ ref("int_customer__entity_members") }}

),

compared as (

    select * from {{ ref("int_customer__compared_pairs") }}

),

final as (

    {{ compared_clusters("member_pairs", "compared", ref("int_customer__evidence")) | indent(4) }}

)

select * from final
