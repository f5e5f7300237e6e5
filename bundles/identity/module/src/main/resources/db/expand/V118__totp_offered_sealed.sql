alter table identity_account add column totp_offered_sealed varchar(200)
