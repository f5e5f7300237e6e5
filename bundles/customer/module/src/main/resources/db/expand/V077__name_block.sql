create table customer_name_block (
  block bigint not null primary key,
  indexed_to bigint not null,
  built_at timestamp with time zone not null
)
