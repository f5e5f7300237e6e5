package io.mortise.customer.internal.domain;

import io.mortise.access.Permission;

/** The actions about tags, as {@code module.json} declares them. */
public final class TagPermissions {

    /** The object of tags and their groups. */
    public static final String TAGS = "customer.tag";

    /** Makes tags. */
    public static final Permission CREATE = new Permission(TAGS, "create");

    /** Changes tags; who may do so knows those of all departments. */
    public static final Permission EDIT = new Permission(TAGS, "edit");

    /** Takes tags out of use. */
    public static final Permission RETIRE = new Permission(TAGS, "retire");

    /** Gives tags to a customer, and takes them away. */
    public static final Permission TAG = new Permission(CustomerPermissions.CUSTOMER, "tag");

    private TagPermissions() {}
}
