create index customer_bin_item_batch on customer_bin_item (batch)
