/** The gateway, tried over real connections, with real bundles. */
package io.mortise.kernel.gateway;
