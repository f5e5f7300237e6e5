create index customer_customer_phone_hash on customer_customer (phone_hash)
