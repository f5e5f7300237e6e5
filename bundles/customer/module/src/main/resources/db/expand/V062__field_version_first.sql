insert into customer_field_version (id, version) values (1, 0)
