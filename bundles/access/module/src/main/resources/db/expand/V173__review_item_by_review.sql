create index access_review_item_by_review on access_review_item (review_id, id)
