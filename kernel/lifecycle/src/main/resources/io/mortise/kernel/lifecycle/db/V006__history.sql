create table kernel_lifecycle_history (
    id varchar(36) primary key,
    module varchar(20) not null,
    operation varchar(36),
    change_kind varchar(20) not null,
    outcome varchar(20) not null,
    from_version varchar(200),
    from_sha256 varchar(64),
    to_version varchar(200),
    to_sha256 varchar(64),
    author varchar(300) not null,
    reason varchar(2000) not null,
    at timestamp with time zone not null
);
