create table kernel_lifecycle_operation (
    id varchar(36) primary key,
    change_kind varchar(20) not null,
    state varchar(20) not null,
    phase varchar(20) not null,
    content text not null,
    author varchar(300) not null,
    reason varchar(2000) not null,
    started_at timestamp with time zone not null,
    ended_at timestamp with time zone
);
