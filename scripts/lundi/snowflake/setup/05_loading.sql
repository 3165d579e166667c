-- Loading: the internal stage through which delivered rows reach raw, and the form of the files on it.
--
-- The stage is inside the account, encrypted by Snowflake, so no bucket and no cloud credential is involved. The load
-- puts Parquet files there, copies them by column name, and removes them: they hold personal data and must not stay.
use role sysadmin;

create stage if not exists lundi_raw.raw.landing
    file_format = (type = parquet use_logical_type = true)
    comment = 'Rows on their way into raw';
alter stage lundi_raw.raw.landing set
    file_format = (type = parquet use_logical_type = true)
    comment = 'Rows on their way into raw';
