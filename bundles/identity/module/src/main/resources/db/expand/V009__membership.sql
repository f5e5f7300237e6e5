create table identity_membership (
  person_id uuid not null,
  department_id uuid not null,
  primary key (person_id, department_id)
)
