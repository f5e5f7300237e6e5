create table customer_import_batch (
  import_id uuid not null,
  batch integer not null,
  content varchar(1000000) not null,
  primary key (import_id, batch)
)
