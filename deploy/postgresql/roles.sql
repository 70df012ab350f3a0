-- Two roles and a database: the owner makes and purges tables; the service reads and appends. Run once, as a superuser:
--   psql -v owner_password="…" -v service_password="…" -f roles.sql
-- and after every `creditplus migrate` as the owner, with --for creditplus, the service's rights are what they should be.
CREATE ROLE creditplus_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE creditplus LOGIN PASSWORD :'service_password';
CREATE DATABASE creditplus OWNER creditplus_owner ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE creditplus FROM PUBLIC;
GRANT CONNECT ON DATABASE creditplus TO creditplus;
