create table kernel_persistence_key (
    id integer primary key,
    fingerprint varchar(64) not null,
    added_at timestamp with time zone not null
)
