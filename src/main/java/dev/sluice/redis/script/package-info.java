/**
 * The Lua scripts, their arguments and answers, and the names of keys. Begin with {@code exchange.lua} in the resources and
 * {@code ExchangeCommand}. Nothing is sent from here.
 */
package dev.sluice.redis.script;
