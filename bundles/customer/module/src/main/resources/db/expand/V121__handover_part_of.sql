create index customer_handover_part_of on customer_handover_part (handover_id, id)
