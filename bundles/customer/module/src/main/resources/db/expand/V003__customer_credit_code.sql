create unique index customer_customer_credit_code on customer_customer (credit_code)
