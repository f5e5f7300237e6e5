alter table customer_customer add column if not exists tag_ids varchar(4000)
