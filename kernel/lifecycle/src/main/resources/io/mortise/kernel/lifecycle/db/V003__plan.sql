create table kernel_lifecycle_plan (
    id varchar(36) primary key,
    content text not null,
    created_at timestamp with time zone not null,
    expires_at timestamp with time zone not null,
    operation varchar(36)
);
