create table access_assignment (
  id uuid not null,
  since_version bigint not null,
  until_version bigint,
  receiver varchar(60) not null,
  role_id uuid,
  group_id uuid,
  valid_from timestamp with time zone not null,
  valid_until timestamp with time zone,
  reason varchar(500) not null,
  granted_by varchar(100) not null,
  ticket varchar(100),
  primary key (id, since_version)
)
