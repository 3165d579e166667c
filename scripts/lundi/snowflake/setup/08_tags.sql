-- Tags: the privacy class of a column, and who pays for a warehouse or a database.
--
-- The classes are those that every model declares for its columns. The build may set them on what it owns; nobody
-- else may. Tags need Snowflake's Enterprise edition, as does a retention above one day.
use role sysadmin;

create tag if not exists lundi_state.governance.privacy_class
    allowed_values 'none', 'pseudonymous', 'direct', 'sensitive'
    comment = 'Privacy class of a column: none, pseudonymous, direct or sensitive';
create tag if not exists lundi_state.governance.cost_owner comment = 'Who pays';

grant apply on tag lundi_state.governance.privacy_class to role lundi_transformer;

alter warehouse lundi_load set tag lundi_state.governance.cost_owner = '{cost_owner}';
alter warehouse lundi set tag lundi_state.governance.cost_owner = '{cost_owner}';
alter warehouse lundi_report set tag lundi_state.governance.cost_owner = '{cost_owner}';
alter warehouse lundi_dev set tag lundi_state.governance.cost_owner = '{cost_owner}';
alter database lundi_raw set tag lundi_state.governance.cost_owner = '{cost_owner}';
alter database lundi_state set tag lundi_state.governance.cost_owner = '{cost_owner}';
alter database lundi_secret set tag lundi_state.governance.cost_owner = '{cost_owner}';
alter database lundi set tag lundi_state.governance.cost_owner = '{cost_owner}';
alter database lundi_ci set tag lundi_state.governance.cost_owner = '{cost_owner}';
