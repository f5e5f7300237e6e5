-- Customers that were named anew since their block was built.
create table customer_name_changed (
  number bigint not null primary key
)
