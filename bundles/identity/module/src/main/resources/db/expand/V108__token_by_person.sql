create index identity_token_by_person on identity_token (person_id, id)
