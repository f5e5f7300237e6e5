create table identity_external (
  provider varchar(40) not null,
  subject varchar(200) not null,
  person_id uuid not null,
  linked_at timestamp with time zone not null,
  primary key (provider, subject)
)
