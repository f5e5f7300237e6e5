create index access_usage_by_day on access_usage (used_on, object, action)
