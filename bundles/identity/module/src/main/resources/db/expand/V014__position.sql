create table identity_position (
  id uuid not null primary key,
  name varchar(100) not null,
  level integer,
  created_at timestamp with time zone not null,
  created_by varchar(80) not null,
  updated_at timestamp with time zone not null,
  updated_by varchar(80) not null,
  revision bigint not null
)
