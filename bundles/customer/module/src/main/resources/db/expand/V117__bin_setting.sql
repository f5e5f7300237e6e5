create table customer_bin_setting (
  one integer not null primary key,
  keep_days integer,
  updated_at timestamp with time zone not null,
  updated_by varchar(80) not null
)
