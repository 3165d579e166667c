-- Privacy policies: who is not meant to see people sees none of them, even where a grant went wrong.
--
-- The class that a model gives a column decides (08_tags.sql): the build tags direct and sensitive columns with it, and
-- the tag carries the masking. What was delivered is tagged schema by schema. Tables with such columns show no row at
-- all to other roles; the column that a row policy reads must not be masked, so the build names one that is not tagged, a text or a number.
-- Everything hidden is null, in every type. Policies need Snowflake's Enterprise edition, as the tags do.
use role sysadmin;

create masking policy if not exists lundi_state.governance.hide_text as (val varchar) returns varchar -> null;
alter masking policy lundi_state.governance.hide_text set body ->
    case
        when is_role_in_session('LUNDI_LOADER') or is_role_in_session('LUNDI_TRANSFORMER')
            or is_role_in_session('LUNDI_PRIVACY_OFFICER') then val
    end;
create masking policy if not exists lundi_state.governance.hide_date as (val date) returns date -> null;
alter masking policy lundi_state.governance.hide_date set body ->
    case
        when is_role_in_session('LUNDI_LOADER') or is_role_in_session('LUNDI_TRANSFORMER')
            or is_role_in_session('LUNDI_PRIVACY_OFFICER') then val
    end;
create masking policy if not exists lundi_state.governance.hide_moment as (val timestamp_ntz) returns timestamp_ntz -> null;
alter masking policy lundi_state.governance.hide_moment set body ->
    case
        when is_role_in_session('LUNDI_LOADER') or is_role_in_session('LUNDI_TRANSFORMER')
            or is_role_in_session('LUNDI_PRIVACY_OFFICER') then val
    end;
create row access policy if not exists lundi_state.governance.people_rows as (marker varchar) returns boolean -> false;
alter row access policy lundi_state.governance.people_rows set body ->
    is_role_in_session('LUNDI_TRANSFORMER') or is_role_in_session('LUNDI_PRIVACY_OFFICER');
create row access policy if not exists lundi_state.governance.people_rows_by_number as (marker number) returns boolean -> false;
alter row access policy lundi_state.governance.people_rows_by_number set body ->
    is_role_in_session('LUNDI_TRANSFORMER') or is_role_in_session('LUNDI_PRIVACY_OFFICER');
grant apply on row access policy lundi_state.governance.people_rows to role lundi_transformer;
grant apply on row access policy lundi_state.governance.people_rows_by_number to role lundi_transformer;

-- The right to mask by a tag is the account's.
use role {admin_role};
alter tag lundi_state.governance.privacy_class set
    masking policy lundi_state.governance.hide_text,
    masking policy lundi_state.governance.hide_date,
    masking policy lundi_state.governance.hide_moment
    force;

use role sysadmin;
alter schema lundi_raw.raw set tag lundi_state.governance.privacy_class = 'direct';
alter schema lundi_raw.quarantine set tag lundi_state.governance.privacy_class = 'direct';
