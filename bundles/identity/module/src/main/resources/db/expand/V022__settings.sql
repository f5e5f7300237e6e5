create table identity_settings (
  id integer not null primary key,
  content varchar(100000) not null,
  revision bigint not null
)
