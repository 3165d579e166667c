-- One row per two clusters that may be one person, with the best that any of their records agree in.
{{
    config(
        materialized="incremental",
        incremental_strategy="append",
        on_schema_change="sync_all_columns",
        pre_hook="{{ forget_stale_rows('int_customer__entity_meetings', ['left_cluster', 'right_cluster', 'fingerprint']) }}",
    )
}}
with

meetings as (

    select * from {{ ref("int_customer__entity_meetings") }}

),

member_pairs as (

    select * from {{ ref("int_customer__entity_members") }}

),

compared as (

    select * from {{ ref("int_customer__compared_pairs") }}

),

compared_now as (

    {{ compared_clusters("member_pairs", "compared", ref("int_customer__evidence")) | indent(4) }}

),

final as (

    select
        compared_now.*,
        meetings.fingerprint
    from compared_now
    inner join meetings
        on
            compared_now.left_cluster = meetings.left_cluster
            and compared_now.right_cluster = meetings.right_cluster

)

select * from final
