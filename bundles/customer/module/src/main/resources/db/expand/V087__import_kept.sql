create table customer_import_kept (
  import_id uuid not null,
  customer_id uuid not null,
  primary key (import_id, customer_id)
)
