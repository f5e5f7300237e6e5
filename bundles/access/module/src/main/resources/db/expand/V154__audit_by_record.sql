create index access_audit_by_record on access_audit (record_id, id desc)
