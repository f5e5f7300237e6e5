create table access_audit_check (
  id integer not null primary key,
  happened_at timestamp with time zone not null,
  caller_id varchar(100) not null,
  entries bigint not null,
  hash varchar(64) not null,
  whole boolean not null,
  fault varchar(20),
  fault_place bigint
)
