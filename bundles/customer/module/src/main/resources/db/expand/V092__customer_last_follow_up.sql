alter table customer_customer add column if not exists last_follow_up_at timestamp with time zone
