-- One row per lookup key and customer who answers to it: whom an application may have before it.
with

lookup_keys as (

    select * from {{ ref("int_customer__lookup_keys") }}

),

records as (

    select * from {{ ref("int_customer__customer_records") }}

),

case_texts as (

    select * from {{ ref("int_customer__case_texts") }}

),

answering as (

    select
        lookup_keys.key_number,
        lookup_keys.key_kind,
        records.customer_id,
        cast(count(*) as bigint) as record_count
    from lookup_keys
    inner join records
        on lookup_keys.record_number = records.record_number
    group by
        lookup_keys.key_number,
        lookup_keys.key_kind,
        records.customer_id

),

counted as (

    select
        *,
        cast(count(*) over (partition by key_number) as bigint) as customer_count
    from answering

),

proved as (

    select
        *,
        {{ proved_case("key_kind") }} as case_code
    from counted

),

final as (

    select
        proved.key_number,
        proved.key_kind,
        proved.customer_id,
        proved.record_count,
        proved.customer_count,
        proved.case_code,
        case when proved.customer_count = 1 then coalesce(case_texts.confidence, 'possible') else 'possible' end
            as confidence,
        case_texts.reason_en,
        case_texts.reason_fr
    from proved
    left join case_texts
        on proved.case_code = case_texts.case_code

)

select * from final
