create index access_review_by_status on access_review (status, id)
