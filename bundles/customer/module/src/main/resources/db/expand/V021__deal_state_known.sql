update customer_customer set deal_state = 'dealt' where stage in ('deal', 'repeat')
