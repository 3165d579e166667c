-- Databases: what was delivered (LUNDI_RAW), what runs wrote down (LUNDI_STATE), the secret of keyed hashes
-- (LUNDI_SECRET), what is built (LUNDI, LUNDI_CI), what partners are given (LUNDI_SHARE).
--
-- SYSADMIN owns them and their schemas. Every schema has managed access: only its owner grants on what stands in it,
-- so that nobody who builds a table can open it, and 06_grants.sql is the whole truth. Retention is how far back
-- Snowflake can restore; seven more days follow (fail-safe) where a schema is not transient. What was delivered, and
-- the state that deliveries cannot give back, are kept LUNDI_SNOWFLAKE_RETENTION_DAYS days; with the seven, that
-- must stay below the month in which an erasure has to be complete. What is built is kept one day: it is built
-- again, and publishing may replace LUNDI as a whole; hence databases of their own for the other two. The schema
-- PUBLIC that comes with a database stays empty: nobody has a right in it.
use role sysadmin;

create database if not exists lundi_raw
    data_retention_time_in_days = {retention_days}
    comment = 'Lundi: what was delivered';
alter database lundi_raw set
    data_retention_time_in_days = {retention_days}
    comment = 'Lundi: what was delivered';
create database if not exists lundi_state
    data_retention_time_in_days = {retention_days}
    comment = 'Lundi: what runs wrote down, and deliveries cannot give back';
alter database lundi_state set
    data_retention_time_in_days = {retention_days}
    comment = 'Lundi: what runs wrote down, and deliveries cannot give back';
create database if not exists lundi_secret
    data_retention_time_in_days = 1
    comment = 'Lundi: the secret that keyed hashes are made with';
alter database lundi_secret set
    data_retention_time_in_days = 1
    comment = 'Lundi: the secret that keyed hashes are made with';
create database if not exists lundi
    data_retention_time_in_days = 1
    comment = 'Lundi: what is built';
alter database lundi set
    data_retention_time_in_days = 1
    comment = 'Lundi: what is built';
create transient database if not exists lundi_share
    data_retention_time_in_days = 1
    comment = 'Lundi: what partners are given, and nothing else';
alter database lundi_share set
    data_retention_time_in_days = 1
    comment = 'Lundi: what partners are given, and nothing else';
create transient database if not exists lundi_ci
    data_retention_time_in_days = 0
    comment = 'Lundi: what proposed changes build';
alter database lundi_ci set
    data_retention_time_in_days = 0
    comment = 'Lundi: what proposed changes build';

-- What was delivered.
create schema if not exists lundi_raw.raw with managed access
    data_retention_time_in_days = {retention_days}
    comment = 'What deliveries brought, typed, and the ledger of deliveries';
alter schema lundi_raw.raw set
    data_retention_time_in_days = {retention_days}
    comment = 'What deliveries brought, typed, and the ledger of deliveries';

create schema if not exists lundi_raw.quarantine with managed access
    data_retention_time_in_days = {retention_days}
    comment = 'Delivered rows that could not be typed, as their source wrote them';
alter schema lundi_raw.quarantine set
    data_retention_time_in_days = {retention_days}
    comment = 'Delivered rows that could not be typed, as their source wrote them';

-- What runs wrote down. Proposed changes read it: what is on people belongs into another schema.
create schema if not exists lundi_state.state with managed access
    data_retention_time_in_days = {retention_days}
    comment = 'What each Monday took; nothing on people';
alter schema lundi_state.state set
    data_retention_time_in_days = {retention_days}
    comment = 'What each Monday took; nothing on people';
create schema if not exists lundi_state.vault with managed access
    data_retention_time_in_days = {retention_days}
    comment = 'Which golden customer each record belonged to, and when';
alter schema lundi_state.vault set
    data_retention_time_in_days = {retention_days}
    comment = 'Which golden customer each record belonged to, and when';
create schema if not exists lundi_state.privacy with managed access
    data_retention_time_in_days = {retention_days}
    comment = 'Who was erased, as keyed hashes, and the proofs';
alter schema lundi_state.privacy set
    data_retention_time_in_days = {retention_days}
    comment = 'Who was erased, as keyed hashes, and the proofs';

create schema if not exists lundi_state.share with managed access
    data_retention_time_in_days = {retention_days}
    comment = 'What partners were given, and when; nothing on people';
alter schema lundi_state.share set
    data_retention_time_in_days = {retention_days}
    comment = 'What partners were given, and when; nothing on people';

-- What keyed hashes are made with: whoever reads it can tell whether somebody is on the list.
create schema if not exists lundi_secret.secret with managed access
    data_retention_time_in_days = 1
    comment = 'The secret of keyed hashes: the build alone reads it';
alter schema lundi_secret.secret set
    data_retention_time_in_days = 1
    comment = 'The secret of keyed hashes: the build alone reads it';

-- What is built.
create transient schema if not exists lundi.staging with managed access
    data_retention_time_in_days = 1
    comment = 'One source each, renamed and cast; direct identifiers stand here';
alter schema lundi.staging set
    data_retention_time_in_days = 1
    comment = 'One source each, renamed and cast; direct identifiers stand here';

create transient schema if not exists lundi.vault with managed access
    data_retention_time_in_days = 1
    comment = 'Normalised identities and golden records; direct identifiers stand here';
alter schema lundi.vault set
    data_retention_time_in_days = 1
    comment = 'Normalised identities and golden records; direct identifiers stand here';

create transient schema if not exists lundi.customer with managed access
    data_retention_time_in_days = 1
    comment = 'Steps of the unification of customers';
alter schema lundi.customer set
    data_retention_time_in_days = 1
    comment = 'Steps of the unification of customers';

create transient schema if not exists lundi.sales with managed access
    data_retention_time_in_days = 1
    comment = 'Steps from tickets and orders to sales';
alter schema lundi.sales set
    data_retention_time_in_days = 1
    comment = 'Steps from tickets and orders to sales';

create transient schema if not exists lundi.core with managed access
    data_retention_time_in_days = 1
    comment = 'Dates, weeks, stores, products and other references';
alter schema lundi.core set
    data_retention_time_in_days = 1
    comment = 'Dates, weeks, stores, products and other references';

create transient schema if not exists lundi.marts with managed access
    data_retention_time_in_days = 1
    comment = 'Facts and dimensions; people are pseudonyms';
alter schema lundi.marts set
    data_retention_time_in_days = 1
    comment = 'Facts and dimensions; people are pseudonyms';

create transient schema if not exists lundi.reports with managed access
    data_retention_time_in_days = 1
    comment = 'What the Monday report prints';
alter schema lundi.reports set
    data_retention_time_in_days = 1
    comment = 'What the Monday report prints';

create transient schema if not exists lundi.share with managed access
    data_retention_time_in_days = 1
    comment = 'Views for partners; no personal data';
alter schema lundi.share set
    data_retention_time_in_days = 1
    comment = 'Views for partners; no personal data';

create transient schema if not exists lundi.audit with managed access
    data_retention_time_in_days = 1
    comment = 'How runs and deliveries went';
alter schema lundi.audit set
    data_retention_time_in_days = 1
    comment = 'How runs and deliveries went';

-- The snapshots, which dbt writes where it builds: not transient, kept as long as what was delivered.
create schema if not exists lundi.state with managed access
    data_retention_time_in_days = {retention_days}
    comment = 'Versions of definitions and rules, as each Monday knew them';
alter schema lundi.state set
    data_retention_time_in_days = {retention_days}
    comment = 'Versions of definitions and rules, as each Monday knew them';

-- What partners are given: a share holds objects of one database alone.
create transient schema if not exists lundi_share.data with managed access
    data_retention_time_in_days = 1
    comment = 'Copies of the share models; shared with nobody';
alter schema lundi_share.data set
    data_retention_time_in_days = 1
    comment = 'Copies of the share models; shared with nobody';

create transient schema if not exists lundi_share.entitlement with managed access
    data_retention_time_in_days = 1
    comment = 'Which account may read which table, and when';
alter schema lundi_share.entitlement set
    data_retention_time_in_days = 1
    comment = 'Which account may read which table, and when';

create transient schema if not exists lundi_share.partage with managed access
    data_retention_time_in_days = 1
    comment = 'The secure views that shares hold';
alter schema lundi_share.partage set
    data_retention_time_in_days = 1
    comment = 'The secure views that shares hold';

-- A schema that was there before, without managed access, gets it: that takes the right to manage grants.
use role {admin_role};
alter schema lundi_raw.raw enable managed access;
alter schema lundi_raw.quarantine enable managed access;
alter schema lundi_state.state enable managed access;
alter schema lundi_state.vault enable managed access;
alter schema lundi_state.privacy enable managed access;
alter schema lundi_state.share enable managed access;
alter schema lundi_secret.secret enable managed access;
alter schema lundi.staging enable managed access;
alter schema lundi.vault enable managed access;
alter schema lundi.customer enable managed access;
alter schema lundi.sales enable managed access;
alter schema lundi.core enable managed access;
alter schema lundi.marts enable managed access;
alter schema lundi.reports enable managed access;
alter schema lundi.share enable managed access;
alter schema lundi.audit enable managed access;
alter schema lundi.state enable managed access;
alter schema lundi_share.data enable managed access;
alter schema lundi_share.entitlement enable managed access;
alter schema lundi_share.partage enable managed access;
