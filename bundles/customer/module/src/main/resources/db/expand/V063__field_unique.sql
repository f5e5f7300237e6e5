create table customer_field_unique (
  field_id uuid not null,
  value_key varchar(600) not null,
  customer_id uuid not null,
  constraint customer_field_unique_key primary key (field_id, value_key),
  constraint customer_field_unique_of foreign key (customer_id) references customer_customer (id) on delete cascade
)
