update customer_customer set credit_code = null, external_system = null, external_id = null where deleted_at is not null
