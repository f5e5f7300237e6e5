create index customer_customer_parent on customer_customer (parent_id, created_at desc, id desc)
