alter table customer_import add column owner_department_id uuid
