create table customer_export (
  id uuid not null primary key,
  question varchar(600000) not null,
  state varchar(10) not null,
  row_count bigint not null,
  byte_count bigint not null,
  file varchar(1000),
  problem varchar(80),
  started_by varchar(80) not null,
  person_id uuid,
  started_at timestamp with time zone not null,
  updated_at timestamp with time zone not null
)
