create unique index identity_person_number on identity_person (number)
