create index customer_timeline_newest on customer_timeline (customer_id, happened_at desc, id desc)
