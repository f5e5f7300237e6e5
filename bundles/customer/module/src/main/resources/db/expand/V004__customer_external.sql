create unique index customer_customer_external on customer_customer (external_system, external_id)
