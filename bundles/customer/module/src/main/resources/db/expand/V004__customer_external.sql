-- The id first: H2 uses an index for "in (…)" only on its first column, and an import asks for a thousand ids at once.
create unique index customer_customer_external on customer_customer (external_id, external_system)
