-- Account usage: lets the build read what runs and models cost.
--
-- USAGE_VIEWER is the least of Snowflake's roles that shows credits by warehouse and by query. It does not show the
-- text of other people's queries (GOVERNANCE_VIEWER), logins (SECURITY_VIEWER) or objects (OBJECT_VIEWER); imported
-- privileges on the database SNOWFLAKE would show all of them. Only the account's administrator may grant it.
use role {admin_role};

grant database role snowflake.usage_viewer to role lundi_transformer;
