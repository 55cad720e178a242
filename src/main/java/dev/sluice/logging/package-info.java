/**
 * How log lines look and how many there may be, also of those from Jetty and Jedis. Begin with {@code logback.xml}, which
 * names {@link dev.sluice.logging.LogConsole} and the converters. Code that logs uses SLF4J, and nothing of this. Others use
 * only {@code Logs.end} and {@code Printable}, for terminals.
 */
package dev.sluice.logging;
