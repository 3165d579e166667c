-- Network: the addresses from which the service users may connect.
--
-- Without a list nothing is made: an empty list is refused, and so is one that lets the world in. The policy is set
-- on the service users (10_users.sql) and not on the account: that would shut out people this set-up knows nothing
-- of, the administrator who runs it among them.
use role securityadmin;

create network policy if not exists lundi_network
    allowed_ip_list = ({allowed_ips})
    comment = 'Lundi: addresses of the service users';
alter network policy lundi_network set
    allowed_ip_list = ({allowed_ips})
    comment = 'Lundi: addresses of the service users';
