-- What went with the customers of one step: ids of open plans and the like, by part.
create table customer_handover_part (
  id uuid not null primary key,
  handover_id uuid not null,
  owner_id uuid not null,
  part varchar(60) not null,
  given varchar(200000) not null,
  new_owners varchar(200000) not null
)
