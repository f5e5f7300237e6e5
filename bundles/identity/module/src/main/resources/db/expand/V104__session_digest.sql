create unique index identity_session_digest on identity_session (digest)
