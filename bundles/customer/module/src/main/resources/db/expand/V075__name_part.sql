-- Which customers have a part of a name, by blocks of 65,536 numbers: places are the distances between their numbers, as text.
create table customer_name_part (
  part varchar(8) not null,
  block bigint not null,
  customers bigint not null,
  places varchar(400000) not null,
  primary key (part, block)
)
