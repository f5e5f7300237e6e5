create table customer_segment (
  id uuid not null primary key,
  owner varchar(80) not null,
  name varchar(100) not null,
  filter varchar(8000) not null,
  sort varchar(100),
  columns varchar(8000),
  revision bigint not null,
  updated_at timestamp with time zone not null,
  updated_by varchar(80) not null
)
