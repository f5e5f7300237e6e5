create index identity_link_by_person on identity_link (person_id)
