-- Owners who were told that a rule takes a customer soon; it holds until what the rule waits for happens again.
create table customer_pool_warning (
  customer_id uuid not null references customer_customer (id) on delete cascade,
  pool_id uuid not null,
  basis varchar(20) not null,
  since timestamp with time zone not null,
  warned_at timestamp with time zone not null,
  primary key (customer_id, pool_id, basis)
)
