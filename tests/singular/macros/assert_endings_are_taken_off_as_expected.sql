-- Each row of the list that loses another ending than expected: the first of those that fit goes, and no second.
with

cases as (

    select
        listed.given,
        listed.expected
    from (
        values
        ('nathalie', 'nathal'),
        ('fredi', 'fred'),
        ('tony', 'ton'),
        ('jean', 'jean'),
        ('marie', 'mar'),
        ('sylvieie', 'sylvie'),
        ('y', ''),
        ('', ''),
        (null, null)
    ) as listed (given, expected)

),

final as (

    select
        given,
        expected,
        {{ without_ending("given", ["ie", "y", "i"]) }} as found
    from cases

)

select * from final
where
    found <> expected
    or (found is null) <> (expected is null)
