package io.mortise.identity.internal.rest;

import static io.mortise.identity.internal.domain.IdentityPermissions.ACCOUNT;

import io.mortise.access.Requires;
import io.mortise.identity.internal.signin.Accounts;
import io.mortise.rest.RestResource;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code /api/identity/address-locks}: addresses from which too many tries failed, an office behind one address for one. */
@Component(service = AddressLockResource.class)
@RestResource
@Path("address-locks")
public final class AddressLockResource {

    private final Accounts accounts;

    @Activate
    public AddressLockResource(@Reference Accounts accounts) {
        this.accounts = accounts;
    }

    @DELETE
    @Path("{address}")
    @Requires(object = ACCOUNT, action = "unlock")
    public void unlock(@PathParam("address") String address) {
        accounts.unlockAddress(address);
    }
}
