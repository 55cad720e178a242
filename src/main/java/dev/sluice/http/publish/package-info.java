/**
 * Messages that applications send over HTTP: {@code POST /publish}, and what comes of any. Begin with {@link
 * dev.sluice.http.publish.BatchServlet}. Nothing here knows Redis.
 */
package dev.sluice.http.publish;
