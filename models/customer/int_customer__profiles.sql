-- One row per customer: what the golden record says, in classes that many customers share.
with

golden_sources as (

    select * from {{ ref("int_customer__golden_sources") }}

),

identities as (

    select * from {{ ref("int_customer__identities") }}

),

final as (

    select
        golden_sources.customer_id,
        cast(floor(extract(year from birth_dates.birth_date) / 10) * 10 as bigint) as birth_decade,
        {{ french_department("addresses.postal_code") }} as geographic_department_code
    from golden_sources
    left join identities as birth_dates
        on golden_sources.birth_date_record_number = birth_dates.record_number
    left join identities as addresses
        on golden_sources.address_record_number = addresses.record_number

)

select * from final
