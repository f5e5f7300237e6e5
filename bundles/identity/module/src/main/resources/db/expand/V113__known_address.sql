create table identity_known_address (
  person_id uuid not null,
  address varchar(60) not null,
  seen_at timestamp with time zone not null,
  primary key (person_id, address)
)
