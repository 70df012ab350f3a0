-- Two roles and a database: the owner makes and purges tables; the service reads and appends. Run once, as a superuser:
--   psql -v ON_ERROR_STOP=1 -v owner_password="…" -v service_password="…" -f roles.sql
-- After `creditplus migrate --for creditplus` as the owner the service may do what it must, and nothing else.
\if :{?service} \else \set service creditplus \endif
CREATE ROLE creditplus_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE :"service" LOGIN PASSWORD :'service_password';
CREATE DATABASE creditplus OWNER creditplus_owner ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE creditplus FROM PUBLIC;
GRANT CONNECT ON DATABASE creditplus TO :"service";
