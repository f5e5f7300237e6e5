create table kernel_persistence_mark (
    history varchar(64) primary key,
    content varchar(256) not null
)
