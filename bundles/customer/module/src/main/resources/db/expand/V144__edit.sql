create table customer_edit (
  id uuid not null primary key,
  question varchar(60000) not null,
  patch varchar(20000) not null,
  state varchar(20) not null,
  after_id uuid,
  started_by varchar(80) not null,
  person_id uuid,
  started_at timestamp with time zone not null,
  updated_at timestamp with time zone not null
)
