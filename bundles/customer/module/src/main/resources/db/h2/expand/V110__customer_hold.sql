alter table customer_customer add (
  hold_reason varchar(500),
  held_by varchar(80),
  held_at timestamp with time zone
)
