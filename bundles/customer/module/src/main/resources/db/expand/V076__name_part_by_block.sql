create index customer_name_part_by_block on customer_name_part (block)
