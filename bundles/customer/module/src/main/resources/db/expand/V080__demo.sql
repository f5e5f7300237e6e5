create table customer_demo (
  id uuid not null primary key,
  seed bigint not null,
  customers integer not null,
  owners varchar(800000) not null,
  done integer not null,
  started_by varchar(80) not null,
  started_at timestamp with time zone not null
)
