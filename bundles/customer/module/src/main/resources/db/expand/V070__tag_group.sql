create table customer_tag_group (
  id uuid not null primary key,
  name varchar(60) not null,
  name_key varchar(60) not null,
  place bigint not null,
  departments varchar(4000),
  retired_at timestamp with time zone,
  revision bigint not null,
  updated_at timestamp with time zone not null,
  updated_by varchar(80) not null,
  constraint customer_tag_group_name unique (name_key)
)
