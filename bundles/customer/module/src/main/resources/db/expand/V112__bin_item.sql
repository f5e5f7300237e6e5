-- What a customer gives up while it lies in the bin, so that a new one may have it.
create table customer_bin_item (
  customer_id uuid not null primary key,
  batch uuid,
  credit_code varchar(18),
  external_system varchar(50),
  external_id varchar(200)
)
