create index customer_customer_department on customer_customer (owner_department_id, created_at desc, id desc)
