/**
 * What requests bring: the parameters in their addresses, and bodies that become messages. Begin with {@link
 * dev.sluice.http.request.ParameterRules}. What an endpoint does with them belongs to the endpoint.
 */
package dev.sluice.http.request;
