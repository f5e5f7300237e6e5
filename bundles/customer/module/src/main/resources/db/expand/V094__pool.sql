create table customer_pool (
  id uuid not null primary key,
  name varchar(100) not null,
  is_on boolean not null,
  setup varchar(20000) not null,
  revision bigint not null,
  updated_at timestamp with time zone not null,
  updated_by varchar(80) not null
)
