create index customer_handover_outcome on customer_handover_item (handover_id, outcome, customer_id)
