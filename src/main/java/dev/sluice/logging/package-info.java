/**
 * The form and number of log lines, also of those from Jetty and Jedis. Begin with {@code logback.xml}, which names
 * {@link dev.sluice.logging.LogConsole} and the converters. Code that logs uses SLF4J, and nothing of this. Other code
 * uses only {@code Logs}, for the beginning and the end of a process, {@code LogFormat}, which is a setting, and {@code
 * Printable}, for terminals.
 */
package dev.sluice.logging;
