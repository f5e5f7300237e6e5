create index access_review_item_by_reviewer on access_review_item (reviewer_id, review_id, id)
