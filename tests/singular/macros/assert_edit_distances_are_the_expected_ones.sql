-- Each row of the list whose distance differs: two letters swapped are two changes.
with

cases as (

    select
        listed.one,
        listed.other,
        cast(listed.expected_text as bigint) as expected
    from (
        values
        ('martin', 'martin', '0'),
        ('dupont', 'dupond', '1'),
        ('martin', 'martain', '1'),
        ('martain', 'martin', '1'),
        ('martin', 'matrin', '2'),
        ('roy', 'leroy', '2'),
        ('19800412', '19801204', '4'),
        ('', 'roy', '3'),
        ('', '', '0'),
        ('kitten', 'sitting', '3'),
        ('martin', null, null)
    ) as listed (one, other, expected_text)

),

final as (

    select
        one,
        other,
        expected,
        {{ edit_distance("one", "other") }} as found
    from cases

)

select * from final
where
    found <> expected
    or (found is null) <> (expected is null)
