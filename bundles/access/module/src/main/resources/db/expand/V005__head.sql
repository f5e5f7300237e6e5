create table access_head (
  id integer not null primary key,
  version bigint not null
)
