create unique index identity_tag_name on identity_tag (name)
