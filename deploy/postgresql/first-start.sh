#!/bin/sh
# What a new, empty PostgreSQL in a container does once: a folder for what it archives, the two roles, and the database.
set -eu
mkdir -p /var/lib/postgresql/wal
psql -v ON_ERROR_STOP=1 -U postgres -v owner_password="$OWNER_PASSWORD" -v service_password="$SERVICE_PASSWORD" -f /etc/creditplus/roles.sql
