create table customer_field (
  id uuid not null primary key,
  object_name varchar(40) not null,
  field_key varchar(40) not null,
  state varchar(10) not null,
  stored_in varchar(100) not null,
  is_indexed boolean not null,
  definition varchar(200000) not null,
  revision bigint not null,
  constraint customer_field_key unique (object_name, field_key)
)
