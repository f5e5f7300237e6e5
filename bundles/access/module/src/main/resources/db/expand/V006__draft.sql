create table access_draft (
  id uuid not null primary key,
  name varchar(100) not null,
  base_version bigint not null,
  content text not null,
  status varchar(20) not null,
  created_at timestamp with time zone not null,
  created_by varchar(100) not null,
  changed_at timestamp with time zone not null,
  changed_by varchar(100) not null,
  agreed_by varchar(100),
  revision bigint not null
)
