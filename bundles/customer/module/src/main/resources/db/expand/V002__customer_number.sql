create unique index customer_customer_number on customer_customer (number desc)
