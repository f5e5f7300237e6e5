create table access_spent (
  counter varchar(100) not null,
  object varchar(70) not null,
  action varchar(40) not null,
  spent_on date not null,
  used bigint not null,
  primary key (counter, object, action, spent_on)
)
