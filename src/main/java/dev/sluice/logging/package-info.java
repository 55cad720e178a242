/**
 * How log lines look and how many there may be, whoever writes them: Jetty and Jedis too. Begin with {@code logback.xml},
 * which names {@link dev.sluice.logging.LogConsole} and the converters. Code that logs uses SLF4J, and nothing of this.
 */
package dev.sluice.logging;
