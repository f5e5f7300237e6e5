create table customer_timeline (
  id uuid not null primary key,
  customer_id uuid not null,
  happened_at timestamp with time zone not null,
  done_by varchar(80) not null,
  kind varchar(60) not null,
  facts varchar(4000) not null,
  about varchar(1000) not null,
  changed varchar(2000) not null,
  record_id uuid
)
