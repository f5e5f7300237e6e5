create index customer_customer_pool on customer_customer (pool_id, created_at desc, id desc)
