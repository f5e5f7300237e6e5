create index identity_external_by_person on identity_external (person_id)
