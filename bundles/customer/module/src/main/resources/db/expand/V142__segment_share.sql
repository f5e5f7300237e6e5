create table customer_segment_share (
  segment_id uuid not null references customer_segment (id) on delete cascade,
  receiver varchar(80) not null,
  primary key (segment_id, receiver)
)
