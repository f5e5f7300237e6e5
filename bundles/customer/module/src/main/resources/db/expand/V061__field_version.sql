create table customer_field_version (
  id integer not null primary key,
  version bigint not null
)
