create unique index identity_position_name on identity_position (name)
