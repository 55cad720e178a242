/**
 * The users whose tokens are refused. Begin with {@link dev.sluice.access.revocation.Revocations}, which decides and has
 * no thread and no clock; {@link dev.sluice.access.revocation.RevocationSync} keeps it equal on all nodes through the
 * store. Open streams are ended elsewhere.
 */
package dev.sluice.access.revocation;
