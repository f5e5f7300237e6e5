create table identity_attempt (
  subject varchar(100) not null primary key,
  failures integer not null,
  last_at timestamp with time zone not null,
  locked_until timestamp with time zone
)
