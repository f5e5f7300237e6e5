package io.mortise.identity.internal.domain;

import io.mortise.access.Permission;

/** The objects and actions of the organisation, as {@code module.json} declares them. */
public final class IdentityPermissions {

    public static final String PERSON = "identity.person";
    public static final String DEPARTMENT = "identity.department";
    public static final String POSITION = "identity.position";
    public static final String TAG = "identity.tag";
    public static final String SETTINGS = "identity.settings";
    public static final String STANDIN = "identity.standin";

    /** How people sign in. */
    public static final String ACCOUNT = "identity.account";

    /** Sign-ins that last. */
    public static final String SESSION = "identity.session";

    /** What programs show. */
    public static final String TOKEN = "identity.token";

    /** What everybody may do for himself alone; the record is always the caller's own. */
    public static final String SELF = "identity.self";

    public static final Permission PERSON_LIST = new Permission(PERSON, "list");
    public static final Permission PERSON_READ = new Permission(PERSON, "read");
    public static final Permission PERSON_CREATE = new Permission(PERSON, "create");
    public static final Permission PERSON_EDIT = new Permission(PERSON, "edit");
    public static final Permission PERSON_SUSPEND = new Permission(PERSON, "suspend");
    public static final Permission PERSON_MOVE = new Permission(PERSON, "move");
    public static final Permission PERSON_IMPORT = new Permission(PERSON, "import");
    public static final Permission PERSON_EXPORT = new Permission(PERSON, "export");

    private IdentityPermissions() {}
}
