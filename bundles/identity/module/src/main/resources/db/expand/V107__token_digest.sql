create unique index identity_token_digest on identity_token (digest)
