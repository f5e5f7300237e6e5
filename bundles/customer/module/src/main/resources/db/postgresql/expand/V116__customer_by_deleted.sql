create index customer_customer_deleted on customer_customer (deleted_at desc, id desc)
