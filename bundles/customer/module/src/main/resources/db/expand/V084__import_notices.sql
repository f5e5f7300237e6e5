alter table customer_import add column notices varchar(20000)
