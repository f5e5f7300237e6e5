create table access_version (
  version bigint not null primary key,
  id uuid not null,
  changed_at timestamp with time zone not null,
  changed_by varchar(100) not null,
  act varchar(60) not null,
  subject varchar(200) not null,
  reason varchar(500) not null
)
