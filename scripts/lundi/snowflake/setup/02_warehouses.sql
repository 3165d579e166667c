-- Warehouses: one by use, so that each use has its size, its limit (03_resource_monitors.sql) and its line on the
-- bill.
--
-- All start suspended and suspend themselves; a start is billed for at least 60 seconds, so a shorter delay saves
-- nothing. The generation is pinned: what it is by default depends on the region and changes with Snowflake's
-- releases, and the two are billed differently. Every property is set again by the alter, so that a second run
-- undoes what was changed by hand.
use role sysadmin;

-- Loading: small files, one after the other.
create warehouse if not exists lundi_load
    warehouse_size = xsmall
    generation = '{warehouse_generation}'
    auto_suspend = 60
    auto_resume = true
    initially_suspended = true
    statement_timeout_in_seconds = 3600
    statement_queued_timeout_in_seconds = 600
    comment = 'Lundi: loading of deliveries';
alter warehouse lundi_load set
    warehouse_size = xsmall
    generation = '{warehouse_generation}'
    auto_suspend = 60
    auto_resume = true
    statement_timeout_in_seconds = 3600
    statement_queued_timeout_in_seconds = 600
    comment = 'Lundi: loading of deliveries';

-- The Monday build: large for its minutes, then nothing. A size up doubles the price of a minute and, for a build
-- that spreads over its nodes, about halves the minutes.
create warehouse if not exists lundi
    warehouse_size = large
    generation = '{warehouse_generation}'
    auto_suspend = 60
    auto_resume = true
    initially_suspended = true
    statement_timeout_in_seconds = 3600
    statement_queued_timeout_in_seconds = 600
    comment = 'Lundi: the Monday build';
alter warehouse lundi set
    warehouse_size = large
    generation = '{warehouse_generation}'
    auto_suspend = 60
    auto_resume = true
    statement_timeout_in_seconds = 3600
    statement_queued_timeout_in_seconds = 600
    comment = 'Lundi: the Monday build';

-- Readers: Tableau and the report. Five minutes, because a suspended warehouse forgets what it has read and the next
-- click would pay the start again.
create warehouse if not exists lundi_report
    warehouse_size = xsmall
    generation = '{warehouse_generation}'
    auto_suspend = 300
    auto_resume = true
    initially_suspended = true
    statement_timeout_in_seconds = 600
    statement_queued_timeout_in_seconds = 120
    comment = 'Lundi: Tableau and the report';
alter warehouse lundi_report set
    warehouse_size = xsmall
    generation = '{warehouse_generation}'
    auto_suspend = 300
    auto_resume = true
    statement_timeout_in_seconds = 600
    statement_queued_timeout_in_seconds = 120
    comment = 'Lundi: Tableau and the report';

-- Proposed changes and questions of people.
create warehouse if not exists lundi_dev
    warehouse_size = xsmall
    generation = '{warehouse_generation}'
    auto_suspend = 60
    auto_resume = true
    initially_suspended = true
    statement_timeout_in_seconds = 1800
    statement_queued_timeout_in_seconds = 600
    comment = 'Lundi: CI and analysts';
alter warehouse lundi_dev set
    warehouse_size = xsmall
    generation = '{warehouse_generation}'
    auto_suspend = 60
    auto_resume = true
    statement_timeout_in_seconds = 1800
    statement_queued_timeout_in_seconds = 600
    comment = 'Lundi: CI and analysts';
