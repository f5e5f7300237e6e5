create table kernel_files_use (
    module varchar(20) not null,
    reference uuid not null,
    sha256 varchar(64) not null references kernel_files_file (sha256),
    primary key (module, reference)
)
