create table kernel_lifecycle_module (
    id varchar(20) primary key,
    symbolic_name varchar(300) not null,
    version varchar(200) not null,
    sha256 varchar(64) not null,
    enabled boolean not null,
    installed boolean not null,
    previous_version varchar(200),
    previous_sha256 varchar(64),
    contracting varchar(10) not null,
    purging boolean not null,
    origin varchar(20) not null,
    prepare_millis bigint,
    operation varchar(36),
    author varchar(300) not null,
    reason varchar(2000) not null,
    changed_at timestamp with time zone not null
);
