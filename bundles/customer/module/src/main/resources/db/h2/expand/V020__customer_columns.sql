-- All at once: H2 copies the table for each statement that adds to it.
alter table customer_customer add (
  parent_id uuid,
  deal_state varchar(20) default 'none' not null,
  next_follow_up_at timestamp with time zone,
  protection_until timestamp with time zone,
  lock_reason varchar(500),
  locked_by varchar(80),
  locked_at timestamp with time zone,
  lock_until timestamp with time zone,
  legal_hold boolean default false not null,
  delete_batch uuid,
  purge_after timestamp with time zone,
  merged_into uuid,
  name_pinyin varchar(1500),
  phone_hash varchar(64),
  phone_tail_hash varchar(64),
  custom varchar(100000)
)
