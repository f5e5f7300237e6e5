create unique index access_audit_place on access_audit (place)
