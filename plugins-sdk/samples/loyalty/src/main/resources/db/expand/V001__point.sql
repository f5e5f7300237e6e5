create table loyalty_point (
  id uuid not null primary key,
  customer_id uuid not null,
  points integer not null,
  reason varchar(200) not null,
  given_at timestamp with time zone not null,
  given_by varchar(80) not null
)
