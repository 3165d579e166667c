-- Each row of the list whose mailbox differs: plus signs, Gmail's dots and second name, and what is no address.
with

cases as (

    select
        listed.given,
        listed.expected
    from (
        values
        ('Anne.Martin@Orange.fr', 'anne.martin@orange.fr'),
        (' <anne.martin@orange.fr>; ', 'anne.martin@orange.fr'),
        ('anne.martin+courses@orange.fr', 'anne.martin@orange.fr'),
        ('anne.martin@gmail.com', 'annemartin@gmail.com'),
        ('Anne.Martin+drive@googlemail.com', 'annemartin@gmail.com'),
        ('anne.martin@gmail.fr', 'anne.martin@gmail.fr'),
        ('anne_martin-1@sous.domaine.fr', 'anne_martin-1@sous.domaine.fr'),
        ('a@b.fr', 'a@b.fr'),
        ('jeanne.d''arc@b.fr', 'jeanne.d''arc@b.fr'),
        ('anne.martin@orange', null),
        ('anne.martin@orange.f', null),
        ('anne.martin@.fr', null),
        ('anne.martin@orange..fr', null),
        ('anne.martin.orange.fr', null),
        ('anne@martin@orange.fr', null),
        ('anne martin@orange.fr', null),
        ('andré@orange.fr', null),
        ('@orange.fr', null),
        ('null@null.fr', null),
        ('+courses@orange.fr', null),
        ('', null),
        (null, null)
    ) as listed (given, expected)

),

trimmed as (

    select
        *,
        {{ trimmed_email("given") }} as trimmed_email
    from cases

),

checked as (

    select
        *,
        case when {{ is_email("trimmed_email") }} then trimmed_email end as valid_email
    from trimmed

),

parted as (

    select
        *,
        {{ email_domain("valid_email") }} as email_domain
    from checked

),

final as (

    select
        given,
        expected,
        {{ email_local_part("valid_email", "email_domain") }} || '@' || email_domain as found
    from parted

)

select * from final
where
    found <> expected
    or (found is null) <> (expected is null)
