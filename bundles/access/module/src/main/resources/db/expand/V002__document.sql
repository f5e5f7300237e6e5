create table access_document (
  version bigint not null primary key,
  content text not null
)
