create index customer_customer_last_follow_up on customer_customer (last_follow_up_at desc, id desc)
