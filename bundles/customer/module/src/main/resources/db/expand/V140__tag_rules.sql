-- How far the rules of tags were applied: one row.
create table customer_tag_rules (
  id bigint not null primary key,
  seen_to timestamp with time zone not null,
  whole_day date,
  after_id uuid
)
