create table customer_edit_row (
  edit_id uuid not null references customer_edit (id) on delete cascade,
  customer_id uuid not null,
  outcome varchar(20) not null,
  problem varchar(100),
  before_it varchar(60000),
  primary key (edit_id, customer_id)
)
