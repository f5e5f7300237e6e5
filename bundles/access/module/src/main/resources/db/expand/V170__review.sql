create table access_review (
  id uuid not null primary key,
  name varchar(200) not null,
  definition text not null,
  status varchar(20) not null,
  person_id uuid,
  policy_version bigint,
  created_by varchar(100) not null,
  opened_at timestamp with time zone not null,
  ends_at timestamp with time zone not null,
  apply_at timestamp with time zone,
  applied_at timestamp with time zone,
  closed_at timestamp with time zone,
  reminded_at timestamp with time zone,
  next_at timestamp with time zone,
  report text,
  report_hash varchar(64)
)
