-- Where each customer went and how it was held before, for taking the hand-over back; why it stayed, when it did.
create table customer_handover_item (
  handover_id uuid not null,
  customer_id uuid not null,
  outcome varchar(20) not null,
  why varchar(40),
  to_owner uuid,
  revision bigint,
  owner_id uuid,
  owner_department_id uuid,
  previous_owner_id uuid,
  pool_id uuid,
  pooled_at timestamp with time zone,
  received_at timestamp with time zone,
  received_how varchar(20),
  primary key (handover_id, customer_id)
)
