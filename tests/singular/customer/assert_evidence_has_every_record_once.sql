-- Each record that stands in evidence more or less often than in identities.
with

records as (

    select
        record_number,
        1 as identity_count,
        0 as evidence_count
    from {{ ref("int_customer__identities") }}
    union all
    select
        record_number,
        0 as identity_count,
        1 as evidence_count
    from {{ ref("int_customer__evidence") }}

),

final as (

    select
        record_number,
        sum(identity_count) as identity_count,
        sum(evidence_count) as evidence_count
    from records
    group by record_number

)

select * from final
where identity_count <> evidence_count
