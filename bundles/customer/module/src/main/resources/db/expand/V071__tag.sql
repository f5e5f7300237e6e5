create table customer_tag (
  id uuid not null primary key,
  group_id uuid not null references customer_tag_group (id),
  name varchar(60) not null,
  name_key varchar(60) not null,
  place bigint not null,
  rule varchar(8000),
  retired_at timestamp with time zone,
  revision bigint not null,
  updated_at timestamp with time zone not null,
  updated_by varchar(80) not null,
  constraint customer_tag_name unique (group_id, name_key)
)
