create table customer_import_step (
  import_id uuid not null,
  batch integer not null,
  batch_row integer not null,
  created varchar(60000) not null,
  changed varchar(1000000) not null,
  primary key (import_id, batch, batch_row)
)
