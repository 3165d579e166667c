-- Resource monitors: how many credits a warehouse may spend in a month, who is told, and when it stops.
--
-- At 75 and 90 percent the users of LUNDI_SNOWFLAKE_NOTIFY_USERS are told (each needs a verified e-mail address in
-- Snowflake); at 100 no new query starts, at 110 the running ones end. Only the account's administrator may make a
-- monitor, so these four are the one thing here that role owns. The start is not set again by the alter: the month
-- would begin anew.
use role {admin_role};

create resource monitor if not exists lundi_load_credits with
    credit_quota = {load_credits}
    frequency = monthly
    start_timestamp = immediately
    notify_users = ({notify_users})
    triggers
        on 75 percent do notify
        on 90 percent do notify
        on 100 percent do suspend
        on 110 percent do suspend_immediate;
alter resource monitor lundi_load_credits set
    credit_quota = {load_credits}
    notify_users = ({notify_users})
    triggers
        on 75 percent do notify
        on 90 percent do notify
        on 100 percent do suspend
        on 110 percent do suspend_immediate;
alter warehouse lundi_load set resource_monitor = lundi_load_credits;

create resource monitor if not exists lundi_credits with
    credit_quota = {build_credits}
    frequency = monthly
    start_timestamp = immediately
    notify_users = ({notify_users})
    triggers
        on 75 percent do notify
        on 90 percent do notify
        on 100 percent do suspend
        on 110 percent do suspend_immediate;
alter resource monitor lundi_credits set
    credit_quota = {build_credits}
    notify_users = ({notify_users})
    triggers
        on 75 percent do notify
        on 90 percent do notify
        on 100 percent do suspend
        on 110 percent do suspend_immediate;
alter warehouse lundi set resource_monitor = lundi_credits;

create resource monitor if not exists lundi_report_credits with
    credit_quota = {report_credits}
    frequency = monthly
    start_timestamp = immediately
    notify_users = ({notify_users})
    triggers
        on 75 percent do notify
        on 90 percent do notify
        on 100 percent do suspend
        on 110 percent do suspend_immediate;
alter resource monitor lundi_report_credits set
    credit_quota = {report_credits}
    notify_users = ({notify_users})
    triggers
        on 75 percent do notify
        on 90 percent do notify
        on 100 percent do suspend
        on 110 percent do suspend_immediate;
alter warehouse lundi_report set resource_monitor = lundi_report_credits;

create resource monitor if not exists lundi_dev_credits with
    credit_quota = {dev_credits}
    frequency = monthly
    start_timestamp = immediately
    notify_users = ({notify_users})
    triggers
        on 75 percent do notify
        on 90 percent do notify
        on 100 percent do suspend
        on 110 percent do suspend_immediate;
alter resource monitor lundi_dev_credits set
    credit_quota = {dev_credits}
    notify_users = ({notify_users})
    triggers
        on 75 percent do notify
        on 90 percent do notify
        on 100 percent do suspend
        on 110 percent do suspend_immediate;
alter warehouse lundi_dev set resource_monitor = lundi_dev_credits;
