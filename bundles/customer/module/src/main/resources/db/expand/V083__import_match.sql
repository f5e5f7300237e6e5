alter table customer_import add column match_by varchar(20)
