-- One row for each act of deleting; who went with it is in customer_bin_item.
create table customer_bin (
  batch uuid not null primary key,
  reason varchar(500),
  deleted_by varchar(80) not null,
  deleted_at timestamp with time zone not null,
  purge_after timestamp with time zone,
  customers integer not null,
  restored integer not null,
  purged integer not null
)
