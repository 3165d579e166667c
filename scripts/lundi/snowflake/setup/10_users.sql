-- Users: one service user by machine, by key pair only.
--
-- TYPE = SERVICE has neither password nor sign-in page. Each has two places for a public key, so that a key is
-- changed without a gap: put the new key into LUNDI_SNOWFLAKE_<USE>_PUBLIC_KEY_2 and run, give the machine its new
-- private key, move the new key to LUNDI_SNOWFLAKE_<USE>_PUBLIC_KEY, take the second away and run again. Private
-- keys never come here. No secondary role is active by default: a service user does what its one role may do.

use role useradmin;
create user if not exists lundi_loader_service
    type = service
    rsa_public_key = '{loader_public_key}'
    default_role = lundi_loader
    default_warehouse = lundi_load
    default_secondary_roles = ()
    comment = 'Lundi: the load';
alter user lundi_loader_service set
    type = service
    rsa_public_key = '{loader_public_key}'
    default_role = lundi_loader
    default_warehouse = lundi_load
    default_secondary_roles = ()
    comment = 'Lundi: the load';
alter user lundi_loader_service {loader_second_key};
grant role lundi_loader to user lundi_loader_service;
use role securityadmin;
alter user lundi_loader_service set network_policy = lundi_network;

use role useradmin;
create user if not exists lundi_transformer_service
    type = service
    rsa_public_key = '{transformer_public_key}'
    default_role = lundi_transformer
    default_warehouse = lundi
    default_secondary_roles = ()
    comment = 'Lundi: the Monday build';
alter user lundi_transformer_service set
    type = service
    rsa_public_key = '{transformer_public_key}'
    default_role = lundi_transformer
    default_warehouse = lundi
    default_secondary_roles = ()
    comment = 'Lundi: the Monday build';
alter user lundi_transformer_service {transformer_second_key};
grant role lundi_transformer to user lundi_transformer_service;
use role securityadmin;
alter user lundi_transformer_service set network_policy = lundi_network;

use role useradmin;
create user if not exists lundi_publisher_service
    type = service
    rsa_public_key = '{publisher_public_key}'
    default_role = lundi_publisher
    default_warehouse = lundi_report
    default_secondary_roles = ()
    comment = 'Lundi: the swap of what was built with what is published';
alter user lundi_publisher_service set
    type = service
    rsa_public_key = '{publisher_public_key}'
    default_role = lundi_publisher
    default_warehouse = lundi_report
    default_secondary_roles = ()
    comment = 'Lundi: the swap of what was built with what is published';
alter user lundi_publisher_service {publisher_second_key};
grant role lundi_publisher to user lundi_publisher_service;
use role securityadmin;
alter user lundi_publisher_service set network_policy = lundi_network;

use role useradmin;
create user if not exists lundi_reporter_service
    type = service
    rsa_public_key = '{reporter_public_key}'
    default_role = lundi_reporter
    default_warehouse = lundi_report
    default_secondary_roles = ()
    comment = 'Lundi: the report and Tableau';
alter user lundi_reporter_service set
    type = service
    rsa_public_key = '{reporter_public_key}'
    default_role = lundi_reporter
    default_warehouse = lundi_report
    default_secondary_roles = ()
    comment = 'Lundi: the report and Tableau';
alter user lundi_reporter_service {reporter_second_key};
grant role lundi_reporter to user lundi_reporter_service;
use role securityadmin;
alter user lundi_reporter_service set network_policy = lundi_network;

use role useradmin;
create user if not exists lundi_ci_service
    type = service
    rsa_public_key = '{ci_public_key}'
    default_role = lundi_ci
    default_warehouse = lundi_dev
    default_secondary_roles = ()
    comment = 'Lundi: CI';
alter user lundi_ci_service set
    type = service
    rsa_public_key = '{ci_public_key}'
    default_role = lundi_ci
    default_warehouse = lundi_dev
    default_secondary_roles = ()
    comment = 'Lundi: CI';
alter user lundi_ci_service {ci_second_key};
grant role lundi_ci to user lundi_ci_service;
use role securityadmin;
alter user lundi_ci_service set network_policy = lundi_network;
