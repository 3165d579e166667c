-- Each row of the list whose E.164 form differs: France, overseas, abroad, and what is no number.
with

cases as (

    select
        listed.given,
        listed.expected
    from (
        values
        ('06 12 34 56 78', '+33612345678'),
        ('06.12.34.56.78', '+33612345678'),
        ('06-12-34-56-78', '+33612345678'),
        ('06/12/34/56/78', '+33612345678'),
        ('06 12 34 56 78', '+33612345678'),
        ('612345678', '+33612345678'),
        ('+33612345678', '+33612345678'),
        ('0033612345678', '+33612345678'),
        ('33612345678', '+33612345678'),
        ('330612345678', '+33612345678'),
        ('+33 (0)6 12 34 56 78', '+33612345678'),
        ('(0)6 12 34 56 78', '+33612345678'),
        ('0690123456', '+590690123456'),
        ('0694123456', '+594694123456'),
        ('0696123456', '+596696123456'),
        ('0697123456', '+596697123456'),
        ('0692123456', '+262692123456'),
        ('0693123456', '+262693123456'),
        ('0639123456', '+262639123456'),
        ('0638123456', '+33638123456'),
        ('0262123456', '+262262123456'),
        ('0261123456', '+33261123456'),
        ('+33 690 12 34 56', '+590690123456'),
        ('+590 0690 12 34 56', '+590690123456'),
        ('+508412345', '+508412345'),
        ('+687251234', '+687251234'),
        ('+68987123456', '+68987123456'),
        ('+681721234', '+681721234'),
        ('+44 (0)20 7946 0000', '+442079460000'),
        ('00352621123456', '+352621123456'),
        ('+1234567', null),
        ('+1234567890123456', null),
        ('061234567', null),
        ('06123456789', null),
        ('6123456789', null),
        ('0000000000', null),
        ('+0612345678', null),
        ('06+12345678', null),
        ('06 12 34 56 78 poste 3', null),
        ('', null),
        (null, null)
    ) as listed (given, expected)

),

digits as (

    select
        *,
        {{ phone_digits("given") }} as phone_digits
    from cases

),

international as (

    select
        *,
        {{ phone_international("phone_digits") }} as phone_international
    from digits

),

french as (

    select
        *,
        {{ phone_french_digits("phone_digits", "phone_international") }} as phone_french_digits
    from international

),

final as (

    select
        given,
        expected,
        {{ phone_e164("phone_digits", "phone_international", "phone_french_digits") }} as found
    from french

)

select * from final
where
    found <> expected
    or (found is null) <> (expected is null)
