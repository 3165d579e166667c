-- Each row of the list whose similarity differs; the first six are Snowflake's own examples, in ASCII letters.
with

cases as (

    select
        listed.one,
        listed.other,
        cast(listed.expected_text as bigint) as expected
    from (
        values
        ('snowflake', 'oracle', '61'),
        ('ich weix nicht', 'ich wei? nicht', '97'),
        ('gute nacht', 'ich weis nicht', '56'),
        ('xwiyta', 'swieta', '77'),
        ('', '', '0'),
        ('test', 'test', '100'),
        ('merci', 'mercy', '92'),
        ('louis', 'louise', '96'),
        ('michel', 'michele', '97'),
        ('martin', 'moulin', '66'),
        ('abc', 'xyz', '0'),
        ('', 'martin', '0'),
        ('martin', null, null)
    ) as listed (one, other, expected_text)

),

final as (

    select
        one,
        other,
        expected,
        {{ name_similarity("one", "other") }} as found
    from cases

)

select * from final
where
    found <> expected
    or (found is null) <> (expected is null)
