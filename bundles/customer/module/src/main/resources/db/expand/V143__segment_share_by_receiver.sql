create index customer_segment_share_by_receiver on customer_segment_share (receiver, segment_id)
