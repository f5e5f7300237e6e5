alter table customer_customer add column deleted_at timestamp with time zone
