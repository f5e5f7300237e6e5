alter table customer_demo add column failed_at timestamp with time zone
