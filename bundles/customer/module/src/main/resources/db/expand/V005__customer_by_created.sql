create index customer_customer_created on customer_customer (created_at desc, id desc)
