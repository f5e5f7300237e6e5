create table kernel_lifecycle_step (
    operation varchar(36) not null,
    position integer not null,
    phase varchar(20) not null,
    content text not null,
    at timestamp with time zone not null,
    primary key (operation, position)
);
