create index identity_notification_by_person on identity_notification (person_id, id desc)
