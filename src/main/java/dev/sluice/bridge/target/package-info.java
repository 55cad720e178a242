/**
 * What becomes of a record: the channel, the message, its event and its key. Begin with
 * {@link dev.sluice.bridge.target.Target}. Nothing is published here.
 */
package dev.sluice.bridge.target;
