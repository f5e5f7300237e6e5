create table customer_import_undo (
  import_id uuid not null primary key,
  removed bigint not null,
  restored bigint not null,
  kept bigint not null,
  ended boolean not null,
  started_by varchar(80) not null,
  person_id uuid,
  started_at timestamp with time zone not null,
  updated_at timestamp with time zone not null
)
