create index identity_member_by_manager on identity_member (manager_id)
