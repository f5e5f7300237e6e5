create table access_shadow_finding (
  run_id uuid not null,
  person_id uuid not null,
  object varchar(70) not null,
  action varchar(40) not null,
  record_id uuid not null,
  effect varchar(10) not null,
  times bigint not null,
  last_at timestamp with time zone not null,
  rows_gained bigint,
  rows_lost bigint,
  primary key (run_id, person_id, object, action, record_id, effect)
)
