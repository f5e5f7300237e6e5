create index customer_export_updated on customer_export (updated_at, id)
