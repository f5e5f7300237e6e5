alter table customer_customer add column pool_id uuid
