create index customer_field_unique_customer on customer_field_unique (customer_id, field_id)
