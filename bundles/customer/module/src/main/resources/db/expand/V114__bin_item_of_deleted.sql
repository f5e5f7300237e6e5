insert into customer_bin_item (customer_id, credit_code, external_system, external_id)
  select id, credit_code, external_system, external_id from customer_customer where deleted_at is not null
