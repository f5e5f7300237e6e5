create table identity_standin (
  id uuid not null primary key,
  person_id uuid not null,
  standin_id uuid not null,
  from_day date not null,
  until_day date not null,
  reason varchar(500) not null,
  created_at timestamp with time zone not null,
  created_by varchar(80) not null,
  updated_at timestamp with time zone not null,
  updated_by varchar(80) not null,
  revision bigint not null
)
