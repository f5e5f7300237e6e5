alter table access_audit add column policy_version bigint
