create table identity_account (
  person_id uuid not null primary key,
  login varchar(200) not null,
  login_key varchar(200) not null,
  password_hash varchar(200),
  password_changed_at timestamp with time zone,
  must_change boolean not null,
  totp_secret varchar(64),
  totp_offered varchar(64),
  totp_step bigint not null,
  signed_in_at timestamp with time zone,
  created_at timestamp with time zone not null
)
