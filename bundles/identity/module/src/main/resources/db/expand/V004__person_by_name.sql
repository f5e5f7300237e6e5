create index identity_person_by_name on identity_person (name_key, id)
