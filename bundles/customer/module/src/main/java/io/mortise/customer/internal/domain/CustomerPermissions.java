package io.mortise.customer.internal.domain;

import io.mortise.access.Permission;

/** The actions on customers, as {@code module.json} declares them. */
public final class CustomerPermissions {

    /** The object, for {@link io.mortise.access.Requires}. */
    public static final String CUSTOMER = "customer.customer";

    /** Sees customers in lists and counts. */
    public static final Permission LIST = new Permission(CUSTOMER, "list");

    /** Opens one. */
    public static final Permission READ = new Permission(CUSTOMER, "read");

    /** The object of customers that are made up. */
    public static final String DEMO = "customer.demo";

    /** Makes up customers; for whoever holds the machine. */
    public static final Permission FILL = new Permission(DEMO, "fill");

    /** Registers one. */
    public static final Permission CREATE = new Permission(CUSTOMER, "create");

    /** Changes what is written down, and the stage. */
    public static final Permission EDIT = new Permission(CUSTOMER, "edit");

    /** Gives one to another person. */
    public static final Permission TRANSFER = new Permission(CUSTOMER, "transfer");

    /** Takes one out of every list. */
    public static final Permission DELETE = new Permission(CUSTOMER, "delete");

    /** Lets others see or change one, for a time and with a reason. */
    public static final Permission SHARE = new Permission(CUSTOMER, "share");

    /** Brings many from a file. */
    public static final Permission IMPORT = new Permission(CUSTOMER, "import");

    /** Takes many out into a file. */
    public static final Permission EXPORT = new Permission(CUSTOMER, "export");

    /** Sees a value that is masked, for a reason. */
    public static final Permission REVEAL = new Permission(CUSTOMER, "reveal");

    /** Sees how many there are of each stage, which tells of customers that are not seen one by one (R19). */
    public static final Permission TOTALS = new Permission(CUSTOMER, "totals");

    /** Writes what customers are searched by; the job's alone. */
    public static final Permission INDEX = new Permission(CUSTOMER, "index");

    /** Takes one out of a pool. */
    public static final Permission CLAIM = new Permission(CUSTOMER, "claim");

    /** Gives one back to a pool. */
    public static final Permission GIVE_BACK = new Permission(CUSTOMER, "return");

    /** Takes one back that nobody works on; the job's alone. */
    public static final Permission RECYCLE = new Permission(CUSTOMER, "recycle");

    /** The object of public pools. */
    public static final String POOL = "customer.pool";

    /** Makes pools, and sees all of them. */
    public static final Permission CONFIGURE_POOL = new Permission(POOL, "configure");

    /** The object of capacities. */
    public static final String CAPACITIES = "customer.capacity";

    /** Says how many customers who may own. */
    public static final Permission CAPACITY = new Permission(CAPACITIES, "configure");

    /** Takes one out of the bin; who may, sees it there. */
    public static final Permission RESTORE = new Permission(CUSTOMER, "restore");

    /** Removes one in the bin for good. */
    public static final Permission PURGE = new Permission(CUSTOMER, "purge");

    /** Closes one to changes. */
    public static final Permission LOCK = new Permission(CUSTOMER, "lock");

    /** Opens one again that is locked. */
    public static final Permission UNLOCK = new Permission(CUSTOMER, "unlock");

    /** Keeps one from being deleted, for the law. */
    public static final Permission HOLD = new Permission(CUSTOMER, "hold");

    /** Ends that. */
    public static final Permission RELEASE = new Permission(CUSTOMER, "release");

    /** The object of the bin as such. */
    public static final String BIN = "customer.bin";

    /** Says how long things stay in it. */
    public static final Permission CONFIGURE_BIN = new Permission(BIN, "configure");

    private CustomerPermissions() {}
}
