create unique index identity_account_login on identity_account (login_key)
