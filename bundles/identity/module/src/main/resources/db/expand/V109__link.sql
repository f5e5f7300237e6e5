create table identity_link (
  id uuid not null primary key,
  digest varchar(64) not null,
  kind varchar(20) not null,
  person_id uuid,
  created_at timestamp with time zone not null,
  created_by varchar(80) not null,
  ends_at timestamp with time zone not null
)
