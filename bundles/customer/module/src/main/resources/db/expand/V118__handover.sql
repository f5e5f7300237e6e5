create table customer_handover (
  id uuid not null primary key,
  question varchar(60000) not null,
  takers varchar(4000) not null,
  reason varchar(500) not null,
  state varchar(20) not null,
  total bigint not null,
  done bigint not null,
  given bigint not null,
  kept bigint not null,
  given_back bigint not null,
  turn bigint not null,
  last_customer uuid,
  started_by varchar(80) not null,
  person_id uuid,
  started_at timestamp with time zone not null,
  updated_at timestamp with time zone not null
)
