create table kernel_files_file (
    sha256 varchar(64) primary key,
    size bigint not null,
    seen_at timestamp with time zone not null
)
