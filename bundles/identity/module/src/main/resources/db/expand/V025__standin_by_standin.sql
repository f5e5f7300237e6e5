create index identity_standin_by_standin on identity_standin (standin_id, until_day)
