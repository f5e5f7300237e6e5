create table identity_session (
  id uuid not null primary key,
  digest varchar(64) not null,
  person_id uuid not null,
  began_at timestamp with time zone not null,
  seen_at timestamp with time zone not null,
  ends_at timestamp with time zone not null,
  address varchar(60) not null,
  agent varchar(300) not null,
  method varchar(60) not null,
  pending varchar(20)
)
