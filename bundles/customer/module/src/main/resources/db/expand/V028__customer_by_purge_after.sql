create index customer_customer_purge_after on customer_customer (purge_after)
