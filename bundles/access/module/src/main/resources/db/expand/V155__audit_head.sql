create table access_audit_head (
  id integer not null primary key,
  place bigint not null,
  hash varchar(64) not null,
  anchored_at timestamp with time zone not null
)
