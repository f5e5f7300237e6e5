create table customer_capacity (
  id uuid not null primary key,
  subject varchar(80) not null,
  most bigint not null,
  counts_dealt boolean not null
)
