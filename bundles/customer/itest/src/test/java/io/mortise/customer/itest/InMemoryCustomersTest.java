package io.mortise.customer.itest;

import io.mortise.customer.Customers;

class InMemoryCustomersTest extends CustomersContract {

    @Override
    Customers customers() {
        return new InMemoryCustomers();
    }
}
