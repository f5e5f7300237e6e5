create index customer_customer_owner on customer_customer (owner_id, created_at desc, id desc)
