-- Each row of the list of which it is said wrongly that one sign was left out, put in or replaced at most.
with

cases as (

    select
        listed.one,
        listed.other,
        cast(listed.expected_text as boolean) as expected
    from (
        values
        ('+33612345678', '+33612345678', 'true'),
        ('+33612345678', '33612345678', 'true'),
        ('+33612345678', '+3361235678', 'true'),
        ('+33612345678', '+3361234678', 'true'),
        ('+33612345678', '+3361234567', 'true'),
        ('33612345678', '+33612345678', 'true'),
        ('+3361235678', '+33612345678', 'true'),
        ('+3361234678', '+33612345678', 'true'),
        ('+3361234567', '+33612345678', 'true'),
        ('+33612345678', '-33612345678', 'true'),
        ('+33612345678', '+33612395678', 'true'),
        ('+33612345678', '+33612349678', 'true'),
        ('+33612345678', '+33612345679', 'true'),
        ('+33612345678', '+336123456789', 'true'),
        ('12345678', '1234567', 'true'),
        ('12345678', '2345678', 'true'),
        ('12345678', '92345678', 'true'),
        ('123456789', '23456789', 'true'),
        ('123', '13', 'true'),
        ('1', '', 'true'),
        ('+33612345678', '3361234567', 'false'),
        ('+33612345678', '+336123467', 'false'),
        ('+33612345678', '-33612345679', 'false'),
        ('+33612345678', '-3361234567', 'false'),
        ('+33612345678', '+33612345687', 'false'),
        ('+33612345678', '+33621345678', 'false'),
        ('+33612345678', '3361234567+', 'false'),
        ('+33612345678', '+33612345699', 'false'),
        ('+33612345678', '+3361234567899', 'false'),
        ('12345678', '92345679', 'false'),
        ('12345678', '123456', 'false'),
        ('12', '', 'false'),
        ('+33612345678', null, null),
        (null, null, null)
    ) as listed (one, other, expected_text)

),

final as (

    select
        one,
        other,
        expected,
        {{ is_one_edit_away("one", "other") }} as found
    from cases

)

select * from final
where
    found <> expected
    or (found is null) <> (expected is null)
