-- What a person took and saw of a pool on a day; the row of day one is the lock of that person's acts.
create table customer_pool_use (
  pool_id uuid not null,
  person_id uuid not null,
  used_on date not null,
  claims bigint not null,
  views bigint not null,
  primary key (pool_id, person_id, used_on)
)
