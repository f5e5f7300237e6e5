create index identity_person_by_department on identity_person (main_department_id, name_key, id)
