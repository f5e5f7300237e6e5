create index customer_customer_merged_into on customer_customer (merged_into)
