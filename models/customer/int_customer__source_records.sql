-- One row per record of a customer in an application, with the values that the person had set right.
with

delivered_records as (

    select * from {{ ref("int_customer__delivered_records") }}

),

rectifications as (

    select * from {{ ref("int_customer__rectifications") }}

),

rectified_values as (

    select
        {% for attribute in rectifiable_attributes() -%}
            max(case when rectified_attribute = '{{ attribute }}' then new_value end) as {{ attribute }},
        {% endfor -%}
        record_id
    from rectifications
    group by record_id

),

records as (

    select
        delivered_records.record_id,
        delivered_records.source_system,
        delivered_records.source_customer_id,
        delivered_records.delivery_id,
        coalesce(try_cast(rectified_values.birth_date as date), delivered_records.birth_date) as birth_date,
        {% for attribute in rectifiable_attributes() if attribute != "birth_date" -%}
            coalesce(rectified_values.{{ attribute }}, delivered_records.{{ attribute }}) as {{ attribute }},
        {% endfor -%}
        delivered_records.loyalty_card_number,
        delivered_records.created_at,
        delivered_records.updated_at,
        delivered_records.ended_at
    from delivered_records
    left join rectified_values
        on delivered_records.record_id = rectified_values.record_id

),

final as (

    select
        *,
        {{ fingerprint([
            "record_id", "first_name", "last_name", "gender", "birth_date",
            "case when birth_date > " ~ as_of_date() ~ " then 1 else 0 end",
            "email", "phone", "landline", "address", "postal_code", "city", "loyalty_card_number",
            seconds_since_1970("created_at"), seconds_since_1970("updated_at"), seconds_since_1970("ended_at"),
        ]) }} as fingerprint
    from records

)

select * from final
