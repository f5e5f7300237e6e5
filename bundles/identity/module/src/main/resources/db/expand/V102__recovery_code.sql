create table identity_recovery_code (
  person_id uuid not null,
  digest varchar(64) not null,
  primary key (person_id, digest)
)
