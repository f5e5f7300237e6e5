alter table customer_customer add column previous_owner_id uuid
