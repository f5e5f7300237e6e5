create table identity_external_attempt (
  digest varchar(64) not null primary key,
  provider varchar(40) not null,
  browser varchar(64) not null,
  return_to varchar(1000) not null,
  nonce varchar(64) not null,
  ends_at timestamp with time zone not null
)
