create table identity_person_position (
  person_id uuid not null,
  position_id uuid not null,
  primary key (person_id, position_id)
)
