create table access_shadow_run (
  id uuid not null primary key,
  draft_id uuid not null,
  draft_name varchar(100) not null,
  content text not null,
  started_at timestamp with time zone not null,
  started_by varchar(100) not null,
  until_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  ended_by varchar(100),
  missed bigint not null
)
