alter table kernel_persistence_idempotency add column etag varchar(1024)
