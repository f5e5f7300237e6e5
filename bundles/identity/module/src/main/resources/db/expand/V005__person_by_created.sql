create index identity_person_by_created on identity_person (created_at desc, id desc)
