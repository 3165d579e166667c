-- One row per golden customer, purpose, channel and address, number or device that nobody who has it refused for it.
with

contact_points as (

    select * from {{ ref("int_customer__contact_points") }}

),

refused_points as (

    select * from {{ ref("int_customer__refused_contact_points") }}

),

purposes as (

    select * from {{ ref("consent_purposes") }}

),

-- Whom an address also reaches, and who refused, is not to be written to at it.
final as (

    select
        contact_points.customer_id,
        purposes.purpose_code,
        contact_points.contact_channel_code,
        contact_points.contact_point,
        contact_points.record_id,
        contact_points.noted_at
    from contact_points
    cross join purposes
    left join refused_points
        on
            purposes.purpose_code = refused_points.purpose_code
            and contact_points.contact_channel_code = refused_points.contact_channel_code
            and contact_points.contact_point = refused_points.contact_point
    where refused_points.contact_point is null

)

select * from final
