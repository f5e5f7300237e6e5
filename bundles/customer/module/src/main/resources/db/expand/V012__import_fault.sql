create table customer_import_fault (
  import_id uuid not null,
  line bigint not null,
  faults varchar(20000) not null,
  cells varchar(250000) not null,
  primary key (import_id, line)
)
