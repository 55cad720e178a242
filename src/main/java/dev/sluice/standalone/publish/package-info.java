/**
 * The jar's command {@code publish}, a client of {@code POST /publish}. Begin with {@link
 * dev.sluice.standalone.publish.PublishCommand}. Nothing here reads settings or knows Redis.
 */
package dev.sluice.standalone.publish;
