create table identity_person_tag (
  person_id uuid not null,
  tag_id uuid not null,
  primary key (person_id, tag_id)
)
