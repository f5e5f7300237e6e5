create table identity_notification (
  id uuid not null primary key,
  person_id uuid not null,
  kind varchar(80) not null,
  text varchar(2000) not null,
  link varchar(1000),
  sent_at timestamp with time zone not null,
  read_at timestamp with time zone
)
