-- One row per candidate pair of records, with how they compare.
{{
    config(
        materialized="incremental",
        incremental_strategy="append",
        on_schema_change="sync_all_columns",
        pre_hook="{{ forget_stale_rows('int_customer__candidate_pairs', ['left_number', 'right_number', 'fingerprint']) }}",
    )
}}
with

pairs as (

    select * from {{ ref("int_customer__candidate_pairs") }}

),

new_pairs as (

    {{ new_rows("pairs", remembered("int_customer__compared_pairs"), ["left_number", "right_number", "fingerprint"])
        | indent(4) }}

),

final as (

    {{ compared_records("new_pairs", ref("int_customer__evidence"), kept=["fingerprint"]) | indent(4) }}

)

select * from final
