create table identity_department_head (
  department_id uuid not null,
  person_id uuid not null,
  primary key (department_id, person_id)
)
