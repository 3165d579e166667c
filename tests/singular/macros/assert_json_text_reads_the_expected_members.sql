-- Each object of the list whose member is not read as expected.
with

cases as (

    select
        listed.given,
        listed.expected_text
    from (
        values
        ('{"store_id":"S1"}', 'S1'),
        ('{"total":"2,50","store_id":"0075"}', '0075'),
        ('{"store_id":7}', '7'),
        ('{"store_id":true}', 'true'),
        -- A backslash within a literal is an escape on Snowflake.
        (replace('{"store_id":"dit ~"le grand~""}', '~', chr(92)), 'dit "le grand"'),
        ('{"store_id":null}', null),
        ('{"store":"S1"}', null)
    ) as listed (given, expected_text)

),

final as (

    select
        cases.*,
        {{ json_text("given", "store_id") }} as found_text
    from cases

)

select * from final
where coalesce(found_text, '(null)') <> coalesce(expected_text, '(null)')
