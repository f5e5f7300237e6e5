create index customer_customer_updated on customer_customer (updated_at desc, id desc)
