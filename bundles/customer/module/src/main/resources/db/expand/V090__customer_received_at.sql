alter table customer_customer add column if not exists received_at timestamp with time zone
