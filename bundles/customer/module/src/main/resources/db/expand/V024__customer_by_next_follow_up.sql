create index customer_customer_next_follow_up on customer_customer (next_follow_up_at, id)
