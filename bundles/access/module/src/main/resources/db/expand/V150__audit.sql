create table access_audit (
  id uuid not null primary key,
  happened_at timestamp with time zone not null,
  caller_id varchar(100) not null,
  caller_kind varchar(20) not null,
  behalf_id varchar(100),
  object varchar(70) not null,
  action varchar(40) not null,
  record_id uuid,
  outcome varchar(10) not null,
  times bigint not null,
  trace_id varchar(32) not null,
  personal text,
  salt varchar(32),
  personal_digest varchar(64) not null,
  open_until timestamp with time zone,
  place bigint,
  hash varchar(64)
)
