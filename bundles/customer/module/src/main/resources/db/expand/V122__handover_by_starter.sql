create index customer_handover_starter on customer_handover (started_by, started_at)
