-- Each row of the list whose number differs from hexadecimal digits 2 to 16 of its MD5.
with

cases as (

    select
        listed.given,
        cast(listed.expected_text as bigint) as expected
    from (
        values
        ('Snowflake', '1004658479608642116'),
        ('test', '688887797400064883'),
        ('hello', '955115148271102582'),
        ('loyalty-L1', '314162449364865078'),
        ('', '296548016511300100'),
        ('é', '494777585991855026')
    ) as listed (given, expected_text)

),

final as (

    select
        given,
        expected,
        {{ hash_number("given") }} as found
    from cases

)

select * from final
where found <> expected or found is null
