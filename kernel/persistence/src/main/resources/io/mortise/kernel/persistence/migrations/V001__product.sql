create table kernel_persistence_product (
    id integer primary key,
    schema_number integer not null,
    version varchar(64) not null,
    changed_at timestamp with time zone not null
)
