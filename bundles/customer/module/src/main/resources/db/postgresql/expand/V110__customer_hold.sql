alter table customer_customer
  add column hold_reason varchar(500),
  add column held_by varchar(80),
  add column held_at timestamp with time zone
