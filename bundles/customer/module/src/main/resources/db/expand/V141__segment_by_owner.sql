create index customer_segment_by_owner on customer_segment (owner)
