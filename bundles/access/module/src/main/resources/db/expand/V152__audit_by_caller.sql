create index access_audit_by_caller on access_audit (caller_id, id desc)
