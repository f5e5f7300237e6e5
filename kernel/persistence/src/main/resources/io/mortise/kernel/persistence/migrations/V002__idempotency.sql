create table kernel_persistence_idempotency (
    slot char(64) primary key,
    body_digest varchar(128) not null,
    token uuid not null unique,
    answered boolean not null,
    lease_until timestamp with time zone not null,
    expires_at timestamp with time zone not null,
    status integer,
    content_type varchar(255),
    location varchar(2048),
    body bytea
)
