create index customer_customer_phone on customer_customer (phone)
