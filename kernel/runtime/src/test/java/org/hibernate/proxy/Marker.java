package org.hibernate.proxy;

/** Stands for what Hibernate's generated proxies refer to; on the class path and exported like the real package. */
public final class Marker {

    private Marker() {}
}
