create index access_audit_by_object on access_audit (object, id desc)
