-- One row per store edition and ISO week in which the store is not compared like for like, with the reason.
with

comparability as (

    select * from {{ ref("fct_store_comparability_weekly") }}

),

reasons as (

    select * from {{ ref("dim_comparability_reasons") }}

),

-- A store that sold nothing needs no such sentence.
final as (

    select
        'store:' || comparability.store_id as edition_code,
        comparability.iso_week,
        {{ reading({
            "statement_code": "'not_comparable'",
            "subject_fr": "lower(substr(reasons.reason_name_fr, 1, 1)) || substr(reasons.reason_name_fr, 2)",
            "subject_en": "lower(substr(reasons.reason_name_en, 1, 1)) || substr(reasons.reason_name_en, 2)",
        }) }}
    from comparability
    inner join reasons on comparability.reason_code = reasons.reason_code
    where
        comparability.reason_code <> 'no_sales'
        and comparability.store_id <> '(none)'

)

select * from final
