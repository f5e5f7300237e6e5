create index identity_membership_by_department on identity_membership (department_id, person_id)
