-- H2 writes its place in the numbers to disk, in a commit of its own, once per cache; by default that is every 32 rows.
alter table customer_customer alter column number set cache 1000
