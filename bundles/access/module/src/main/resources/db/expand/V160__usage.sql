create table access_usage (
  caller_id varchar(100) not null,
  object varchar(70) not null,
  action varchar(40) not null,
  used_on date not null,
  times bigint not null,
  last_at timestamp with time zone not null,
  primary key (caller_id, object, action, used_on)
)
