create index identity_person_tag_by_tag on identity_person_tag (tag_id, person_id)
