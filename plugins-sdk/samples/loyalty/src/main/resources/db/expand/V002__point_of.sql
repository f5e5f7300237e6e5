create index loyalty_point_of on loyalty_point (customer_id, given_at desc, id desc)
