alter table customer_customer add column deleted_by varchar(80)
