create index identity_standin_by_person on identity_standin (person_id, until_day)
