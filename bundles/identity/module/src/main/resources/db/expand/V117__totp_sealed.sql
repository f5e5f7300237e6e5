alter table identity_account add column totp_sealed varchar(200)
