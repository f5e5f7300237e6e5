create table identity_department (
  id uuid not null primary key,
  name varchar(100) not null,
  parent_id uuid,
  place integer not null,
  created_at timestamp with time zone not null,
  created_by varchar(80) not null,
  updated_at timestamp with time zone not null,
  updated_by varchar(80) not null,
  revision bigint not null
)
