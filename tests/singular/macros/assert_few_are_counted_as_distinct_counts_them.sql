-- Each group of the list whose distinct values are counted otherwise than expected.
with

cases as (

    select
        listed.name,
        cast(listed.number as bigint) as number,
        cast(listed.expected as bigint) as expected
    from (
        values
        ('one', '1', '1'),
        ('twice the same', '1', '1'),
        ('twice the same', '1', '1'),
        ('two and nothing', '1', '2'),
        ('two and nothing', null, '2'),
        ('two and nothing', '2', '2'),
        ('nothing', null, '0')
    ) as listed (name, number, expected)

),

final as (

    select
        name,
        expected,
        {{ distinct_count_of_few("number") }} as found
    from cases
    group by
        name,
        expected

)

select * from final
where found is null or found <> expected
