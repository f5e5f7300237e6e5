create table identity_token (
  id uuid not null primary key,
  digest varchar(64) not null,
  person_id uuid,
  name varchar(100) not null,
  created_at timestamp with time zone not null,
  created_by varchar(80) not null,
  ends_at timestamp with time zone not null,
  used_at timestamp with time zone,
  revoked_at timestamp with time zone
)
