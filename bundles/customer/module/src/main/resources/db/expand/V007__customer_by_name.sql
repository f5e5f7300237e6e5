create index customer_customer_name on customer_customer (name_key, id)
