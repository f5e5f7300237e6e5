alter table customer_customer add column if not exists pooled_at timestamp with time zone
