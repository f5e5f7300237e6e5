create table kernel_lifecycle_artifact (
    sha256 varchar(64) primary key,
    module varchar(20) not null,
    version varchar(200) not null,
    file_name varchar(300) not null,
    origin varchar(20) not null,
    content text not null,
    stored_at timestamp with time zone not null,
    installed_at timestamp with time zone
);
