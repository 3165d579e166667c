-- Each row of the list whose two names are said to sound alike and do not, or the other way round.
with

cases as (

    select
        listed.one,
        listed.other,
        cast(listed.is_alike as boolean) as is_alike
    from (
        values
        ('dupont', 'dupond', 'true'),
        ('dupont', 'dumont', 'false'),
        ('lefebvre', 'lefevre', 'true'),
        ('lefevre', 'lefort', 'false'),
        ('philippe', 'filipe', 'true'),
        ('philippe', 'philibert', 'false'),
        ('martin', 'martain', 'true'),
        ('martin', 'martine', 'false'),
        ('marie', 'marine', 'false'),
        ('louis', 'louise', 'false'),
        ('louise', 'louize', 'true'),
        ('michel', 'michele', 'true'),
        ('petit', 'petite', 'false'),
        ('moreau', 'moro', 'true'),
        ('moreaux', 'moreau', 'true'),
        ('gautier', 'gauthier', 'true'),
        ('renault', 'renaud', 'true'),
        ('leroux', 'leroy', 'false'),
        ('christophe', 'cristof', 'true'),
        ('christine', 'christian', 'false'),
        ('schmidt', 'schmitt', 'true'),
        ('henri', 'henry', 'true'),
        ('quentin', 'kentin', 'true'),
        ('georges', 'george', 'true'),
        ('jacques', 'jacque', 'true'),
        ('lopes', 'lopez', 'true'),
        ('benoit', 'benoist', 'true'),
        ('thibault', 'thibaud', 'true'),
        ('laurent', 'laurant', 'true'),
        ('laurent', 'laurence', 'false'),
        ('guy', 'gui', 'true'),
        ('peggy', 'pegy', 'true'),
        ('legoff', 'goff', 'false')
    ) as listed (one, other, is_alike)

),

one_sounds as (

    {{ with_name_sound("cases", "one", ["one", "other", "is_alike"]) }}

),

other_sounds as (

    {{ with_name_sound("cases", "other", ["one", "other"]) }}

),

final as (

    select
        one_sounds.one,
        one_sounds.other,
        one_sounds.is_alike,
        one_sounds.name_sound as one_sound,
        other_sounds.name_sound as other_sound
    from one_sounds
    inner join other_sounds
        on
            one_sounds.one = other_sounds.one
            and one_sounds.other = other_sounds.other

)

select * from final
where
    (one_sound = other_sound) <> is_alike
    or one_sound is null
    or other_sound is null
