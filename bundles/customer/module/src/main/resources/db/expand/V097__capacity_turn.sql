-- Turns by which claims and new customers of one owner wait for each other, so that a limit is exact.
create table customer_capacity_turn (turn integer not null primary key)
