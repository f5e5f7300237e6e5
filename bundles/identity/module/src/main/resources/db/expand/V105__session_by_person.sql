create index identity_session_by_person on identity_session (person_id, id)
