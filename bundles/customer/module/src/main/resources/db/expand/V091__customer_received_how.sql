alter table customer_customer add column if not exists received_how varchar(20)
