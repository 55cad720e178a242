/**
 * The jar's web server: Jetty, and streams that are written past its layers. Begin with
 * {@link dev.sluice.jetty.JettyServer}. Internals of Jetty and of the JDK are used here only, each by one class.
 */
package dev.sluice.jetty;
