-- Roles: one by use, each under SYSADMIN, none under another one.
--
-- USERADMIN makes and owns them. What a role may do stands in 06_grants.sql alone; who has a role is the
-- administrator's decision (grant role lundi_marketing to user ...), except for the service users of 10_users.sql.
use role useradmin;

create role if not exists lundi_loader comment = 'Lundi: loads deliveries into LUNDI_RAW, reads nothing else';
create role if not exists lundi_transformer comment = 'Lundi: reads LUNDI_RAW, owns what dbt builds in LUNDI, fills LUNDI_STATE';
create role if not exists lundi_publisher comment = 'Lundi: owns LUNDI and LUNDI_BUILD, swaps them, reads neither';
create role if not exists lundi_reporter comment = 'Lundi: reads REPORTS, MARTS and CORE, for the report and Tableau';
create role if not exists lundi_marketing comment = 'Lundi: reads MARTS and CORE, where people are pseudonyms';
create role if not exists lundi_privacy_officer comment = 'Lundi: reads what is held on people, identifiers too';
create role if not exists lundi_share_admin comment = 'Lundi: decides who receives the views of LUNDI.SHARE';
create role if not exists lundi_ci comment = 'Lundi: builds proposed changes in LUNDI_CI, sees no direct identifier';

grant role lundi_loader to role sysadmin;
grant role lundi_transformer to role sysadmin;
grant role lundi_publisher to role sysadmin;
grant role lundi_reporter to role sysadmin;
grant role lundi_marketing to role sysadmin;
grant role lundi_privacy_officer to role sysadmin;
grant role lundi_share_admin to role sysadmin;
grant role lundi_ci to role sysadmin;
