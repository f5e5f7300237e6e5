-- Which customer has which tag: the way from a tag to its customers. What a customer shows stands in its own row.
create table customer_tag_of (
  tag_id uuid not null references customer_tag (id),
  customer_id uuid not null references customer_customer (id) on delete cascade,
  tagged_at timestamp with time zone not null,
  tagged_by varchar(80) not null,
  primary key (tag_id, customer_id)
)
