-- What decisions rest on, read for any caller: never a contact, and so not protected.
create table identity_member (
  person_id uuid not null primary key,
  name varchar(100) not null,
  status varchar(10) not null,
  locale varchar(20) not null,
  main_department_id uuid,
  manager_id uuid
)
