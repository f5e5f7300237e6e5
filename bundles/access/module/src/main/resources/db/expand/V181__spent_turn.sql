create table access_spent_turn (
  turn integer not null primary key
)
