create index customer_tag_of_by_customer on customer_tag_of (customer_id, tag_id)
