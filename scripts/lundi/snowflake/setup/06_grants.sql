-- Grants: what each role may do, least first; what stands nowhere here is not allowed.
--
-- SYSADMIN owns managed schemas, so it alone grants in them. Reading is granted schema by schema, on
-- what stands there and on what will (future), because the build replaces its tables. Nothing is granted to PUBLIC.
-- Direct identifiers stand in RAW, QUARANTINE, STAGING and VAULT, and a card number in one step of SALES: only the
-- build and the privacy officer read those.
use role sysadmin;

-- Loader: writes LUNDI_RAW, through the stage; owns the tables it makes there.
grant usage on warehouse lundi_load to role lundi_loader;
grant usage on database lundi_raw to role lundi_loader;
grant usage, create table on schema lundi_raw.raw to role lundi_loader;
grant usage, create table on schema lundi_raw.quarantine to role lundi_loader;
grant read, write on stage lundi_raw.raw.landing to role lundi_loader;

-- Transformer: reads what was delivered, makes and owns what is built. It may not make a schema: a new one is
-- reviewed here.
grant usage on warehouse lundi to role lundi_transformer;
-- Calendar, seeds and report tables are small, and what a run took is a few rows: they do not hold the large one awake.
grant usage on warehouse lundi_report to role lundi_transformer;
grant usage on database lundi_raw to role lundi_transformer;
grant usage on schema lundi_raw.raw to role lundi_transformer;
grant select on all tables in schema lundi_raw.raw to role lundi_transformer;
grant select on future tables in schema lundi_raw.raw to role lundi_transformer;
grant select on all views in schema lundi_raw.raw to role lundi_transformer;
grant select on future views in schema lundi_raw.raw to role lundi_transformer;
grant usage on schema lundi_raw.quarantine to role lundi_transformer;
grant select on all tables in schema lundi_raw.quarantine to role lundi_transformer;
grant select on future tables in schema lundi_raw.quarantine to role lundi_transformer;
grant select on all views in schema lundi_raw.quarantine to role lundi_transformer;
grant select on future views in schema lundi_raw.quarantine to role lundi_transformer;
-- It writes down what each Monday took, in tables that it makes and owns.
grant usage on database lundi_state to role lundi_transformer;
grant usage, create table on schema lundi_state.state to role lundi_transformer;
grant usage, create table on schema lundi_state.vault to role lundi_transformer;
grant usage, create table on schema lundi_state.privacy to role lundi_transformer;
grant usage, create table on schema lundi_state.share to role lundi_transformer;
-- Tags and policies, which 08_tags.sql and 11_privacy.sql let it apply.
grant usage on schema lundi_state.governance to role lundi_transformer;
-- The secret of keyed hashes is nobody else's to read.
grant usage on database lundi_secret to role lundi_transformer;
grant usage, create table on schema lundi_secret.secret to role lundi_transformer;
grant usage on database lundi to role lundi_transformer;
grant usage, create table, create view on schema lundi.staging to role lundi_transformer;
grant usage, create table, create view on schema lundi.vault to role lundi_transformer;
grant usage, create table, create view on schema lundi.customer to role lundi_transformer;
grant usage, create table, create view on schema lundi.sales to role lundi_transformer;
grant usage, create table, create view on schema lundi.core to role lundi_transformer;
grant usage, create table, create view on schema lundi.marts to role lundi_transformer;
grant usage, create table, create view on schema lundi.reports to role lundi_transformer;
grant usage, create table, create view on schema lundi.share to role lundi_transformer;
grant usage, create table, create view on schema lundi.audit to role lundi_transformer;
grant usage, create table, create view on schema lundi.state to role lundi_transformer;

-- Publisher: owns the databases LUNDI and LUNDI_BUILD, because a swap takes that, and nothing that stands in them: the
-- schemas stay SYSADMIN's. A clone brings its schemas and tables with what is granted on them and on future ones; usage
-- of LUNDI itself is granted anew by each run, as it stands in this file.
grant ownership on database lundi to role lundi_publisher copy current grants;

-- Reporter: the report and Tableau.
grant usage on warehouse lundi_report to role lundi_reporter;
grant usage on database lundi to role lundi_reporter;
grant usage on schema lundi.core to role lundi_reporter;
grant select on all tables in schema lundi.core to role lundi_reporter;
grant select on future tables in schema lundi.core to role lundi_reporter;
grant select on all views in schema lundi.core to role lundi_reporter;
grant select on future views in schema lundi.core to role lundi_reporter;
grant usage on schema lundi.marts to role lundi_reporter;
grant select on all tables in schema lundi.marts to role lundi_reporter;
grant select on future tables in schema lundi.marts to role lundi_reporter;
grant select on all views in schema lundi.marts to role lundi_reporter;
grant select on future views in schema lundi.marts to role lundi_reporter;
grant usage on schema lundi.reports to role lundi_reporter;
grant select on all tables in schema lundi.reports to role lundi_reporter;
grant select on future tables in schema lundi.reports to role lundi_reporter;
grant select on all views in schema lundi.reports to role lundi_reporter;
grant select on future views in schema lundi.reports to role lundi_reporter;

-- Marketing: people as pseudonyms, and nothing of how they were unified.
grant usage on warehouse lundi_report to role lundi_marketing;
grant usage on database lundi to role lundi_marketing;
grant usage on schema lundi.core to role lundi_marketing;
grant select on all tables in schema lundi.core to role lundi_marketing;
grant select on future tables in schema lundi.core to role lundi_marketing;
grant select on all views in schema lundi.core to role lundi_marketing;
grant select on future views in schema lundi.core to role lundi_marketing;
grant usage on schema lundi.marts to role lundi_marketing;
grant select on all tables in schema lundi.marts to role lundi_marketing;
grant select on future tables in schema lundi.marts to role lundi_marketing;
grant select on all views in schema lundi.marts to role lundi_marketing;
grant select on future views in schema lundi.marts to role lundi_marketing;

-- Privacy officer: everything that may be held on a person, to read: an erasure is a run of its own, not a hand's
-- work.
grant usage on warehouse lundi_dev to role lundi_privacy_officer;
grant usage on database lundi_raw to role lundi_privacy_officer;
grant usage on schema lundi_raw.raw to role lundi_privacy_officer;
grant select on all tables in schema lundi_raw.raw to role lundi_privacy_officer;
grant select on future tables in schema lundi_raw.raw to role lundi_privacy_officer;
grant select on all views in schema lundi_raw.raw to role lundi_privacy_officer;
grant select on future views in schema lundi_raw.raw to role lundi_privacy_officer;
grant usage on schema lundi_raw.quarantine to role lundi_privacy_officer;
grant select on all tables in schema lundi_raw.quarantine to role lundi_privacy_officer;
grant select on future tables in schema lundi_raw.quarantine to role lundi_privacy_officer;
grant select on all views in schema lundi_raw.quarantine to role lundi_privacy_officer;
grant select on future views in schema lundi_raw.quarantine to role lundi_privacy_officer;
grant usage on database lundi_state to role lundi_privacy_officer;
grant usage on schema lundi_state.state to role lundi_privacy_officer;
grant select on all tables in schema lundi_state.state to role lundi_privacy_officer;
grant select on future tables in schema lundi_state.state to role lundi_privacy_officer;
grant usage on schema lundi_state.vault to role lundi_privacy_officer;
grant select on all tables in schema lundi_state.vault to role lundi_privacy_officer;
grant select on future tables in schema lundi_state.vault to role lundi_privacy_officer;
grant usage on schema lundi_state.privacy to role lundi_privacy_officer;
grant select on all tables in schema lundi_state.privacy to role lundi_privacy_officer;
grant select on future tables in schema lundi_state.privacy to role lundi_privacy_officer;
grant usage on database lundi to role lundi_privacy_officer;
grant usage on schema lundi.staging to role lundi_privacy_officer;
grant select on all tables in schema lundi.staging to role lundi_privacy_officer;
grant select on future tables in schema lundi.staging to role lundi_privacy_officer;
grant select on all views in schema lundi.staging to role lundi_privacy_officer;
grant select on future views in schema lundi.staging to role lundi_privacy_officer;
grant usage on schema lundi.vault to role lundi_privacy_officer;
grant select on all tables in schema lundi.vault to role lundi_privacy_officer;
grant select on future tables in schema lundi.vault to role lundi_privacy_officer;
grant select on all views in schema lundi.vault to role lundi_privacy_officer;
grant select on future views in schema lundi.vault to role lundi_privacy_officer;
grant usage on schema lundi.customer to role lundi_privacy_officer;
grant select on all tables in schema lundi.customer to role lundi_privacy_officer;
grant select on future tables in schema lundi.customer to role lundi_privacy_officer;
grant select on all views in schema lundi.customer to role lundi_privacy_officer;
grant select on future views in schema lundi.customer to role lundi_privacy_officer;
grant usage on schema lundi.sales to role lundi_privacy_officer;
grant select on all tables in schema lundi.sales to role lundi_privacy_officer;
grant select on future tables in schema lundi.sales to role lundi_privacy_officer;
grant select on all views in schema lundi.sales to role lundi_privacy_officer;
grant select on future views in schema lundi.sales to role lundi_privacy_officer;
grant usage on schema lundi.core to role lundi_privacy_officer;
grant select on all tables in schema lundi.core to role lundi_privacy_officer;
grant select on future tables in schema lundi.core to role lundi_privacy_officer;
grant select on all views in schema lundi.core to role lundi_privacy_officer;
grant select on future views in schema lundi.core to role lundi_privacy_officer;
grant usage on schema lundi.marts to role lundi_privacy_officer;
grant select on all tables in schema lundi.marts to role lundi_privacy_officer;
grant select on future tables in schema lundi.marts to role lundi_privacy_officer;
grant select on all views in schema lundi.marts to role lundi_privacy_officer;
grant select on future views in schema lundi.marts to role lundi_privacy_officer;
grant usage on schema lundi.share to role lundi_privacy_officer;
grant select on all tables in schema lundi.share to role lundi_privacy_officer;
grant select on future tables in schema lundi.share to role lundi_privacy_officer;
grant select on all views in schema lundi.share to role lundi_privacy_officer;
grant select on future views in schema lundi.share to role lundi_privacy_officer;
grant usage on schema lundi.state to role lundi_privacy_officer;
grant select on all tables in schema lundi.state to role lundi_privacy_officer;
grant select on future tables in schema lundi.state to role lundi_privacy_officer;
grant select on all views in schema lundi.state to role lundi_privacy_officer;
grant select on future views in schema lundi.state to role lundi_privacy_officer;
grant usage on schema lundi.audit to role lundi_privacy_officer;
grant select on all tables in schema lundi.audit to role lundi_privacy_officer;
grant select on future tables in schema lundi.audit to role lundi_privacy_officer;
grant select on all views in schema lundi.audit to role lundi_privacy_officer;
grant select on future views in schema lundi.audit to role lundi_privacy_officer;

-- Share admin: owns the schema SHARE, so that it alone decides who receives its views; it reads nothing else.
-- SYSADMIN keeps the upper hand, since the role stands under it. A share of LUNDI needs usage on the database with
-- the right to pass it on.
grant usage on warehouse lundi_dev to role lundi_share_admin;
grant usage on database lundi to role lundi_share_admin with grant option;
grant ownership on schema lundi.share to role lundi_share_admin copy current grants;
grant select on all views in schema lundi.share to role lundi_share_admin;
grant select on future views in schema lundi.share to role lundi_share_admin;
grant select on all tables in schema lundi.share to role lundi_share_admin;
grant select on future tables in schema lundi.share to role lundi_share_admin;
-- It keeps LUNDI_SHARE, which `share_sync` fills, and passes its views on.
grant usage on database lundi_share to role lundi_share_admin with grant option;
grant usage, create table on schema lundi_share.data to role lundi_share_admin;
grant usage, create table on schema lundi_share.entitlement to role lundi_share_admin;
grant ownership on schema lundi_share.partage to role lundi_share_admin copy current grants;
-- It writes down what partners were told, in tables that the build makes: a cell hidden once stays hidden.
grant usage on database lundi_state to role lundi_share_admin;
grant usage on schema lundi_state.share to role lundi_share_admin;
grant select on all tables in schema lundi_state.share to role lundi_share_admin;
grant select on future tables in schema lundi_state.share to role lundi_share_admin;
grant insert on all tables in schema lundi_state.share to role lundi_share_admin;
grant insert on future tables in schema lundi_state.share to role lundi_share_admin;

-- CI: runs what somebody proposes, so it sees no direct identifier and writes only in LUNDI_CI. Changes of staging,
-- sales and customer models are proven on invented people, by the verification ladder.
grant usage on warehouse lundi_dev to role lundi_ci;
grant usage, create schema on database lundi_ci to role lundi_ci;
grant usage on database lundi_state to role lundi_ci;
grant usage on schema lundi_state.state to role lundi_ci;
grant select on all tables in schema lundi_state.state to role lundi_ci;
grant select on future tables in schema lundi_state.state to role lundi_ci;
grant usage on database lundi to role lundi_ci;
grant usage on schema lundi.core to role lundi_ci;
grant select on all tables in schema lundi.core to role lundi_ci;
grant select on future tables in schema lundi.core to role lundi_ci;
grant select on all views in schema lundi.core to role lundi_ci;
grant select on future views in schema lundi.core to role lundi_ci;
grant usage on schema lundi.marts to role lundi_ci;
grant select on all tables in schema lundi.marts to role lundi_ci;
grant select on future tables in schema lundi.marts to role lundi_ci;
grant select on all views in schema lundi.marts to role lundi_ci;
grant select on future views in schema lundi.marts to role lundi_ci;
grant usage on schema lundi.reports to role lundi_ci;
grant select on all tables in schema lundi.reports to role lundi_ci;
grant select on future tables in schema lundi.reports to role lundi_ci;
grant select on all views in schema lundi.reports to role lundi_ci;
grant select on future views in schema lundi.reports to role lundi_ci;
grant usage on schema lundi.audit to role lundi_ci;
grant select on all tables in schema lundi.audit to role lundi_ci;
grant select on future tables in schema lundi.audit to role lundi_ci;
grant select on all views in schema lundi.audit to role lundi_ci;
grant select on future views in schema lundi.audit to role lundi_ci;

-- Shares and databases are objects of the account, so its administrator gives the right to make one.
use role {admin_role};
grant create database on account to role lundi_publisher;
grant create share on account to role lundi_share_admin;
