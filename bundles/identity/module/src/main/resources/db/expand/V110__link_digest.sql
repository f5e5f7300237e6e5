create unique index identity_link_digest on identity_link (digest)
