// Channels for the page: their kinds, and ways to publish a message to them.

import { post } from './page-post.js';

export const KINDS = ['queues', 'topics', 'pubsubTopics'];

/** @returns the channels of an object that has their names by kind */
export function channelsOf(named) {
  return KINDS.flatMap((kind) => named[kind].map((name) => ({ kind, name })));
}

/** Returns true if a pattern matches a name; an asterisk stands for any characters. */
export function matches(pattern, name) {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(name);
}

/**
 * @param serving the answer of /health/serving, or null if not known
 * @returns the command that adds a text to a channel
 */
export function redisCommand({ kind, name }, text, serving) {
  const key = /^[\w.:-]+$/.test(name) ? name : quoted(name);
  const redisCli = redisCliOf(serving);
  switch (kind) {
    case 'queues':
      return `${redisCli} ${isTakenFromLeft(name, serving) ? 'RPUSH' : 'LPUSH'} ${key} ${quoted(text)}`;
    case 'topics':
      return `${redisCli} XADD ${key} '*' data ${quoted(text)}`;
    default:
      return `${redisCli} PUBLISH ${key} ${quoted(text)}`;
  }
}

/**
 * @param serving the answer of /health/serving, or null if not known
 * @returns the command that sends a text to one connection
 */
export function directCommand(connection, text, serving) {
  const message = JSON.stringify({ connection, data: text });
  return `${redisCliOf(serving)} PUBLISH sluice:direct ${quoted(message)}`;
}

function redisCliOf(serving) {
  const port = serving?.embeddedRedisPort ?? serving?.redisPort;
  return port ? `redis-cli -p ${port}` : 'redis-cli';
}

function isTakenFromLeft(queue, serving) {
  const ends = serving?.takeFrom ?? {};
  return ends[Object.hasOwn(ends, queue) ? queue : Object.keys(ends).find((name) => matches(name, queue))] === 'left';
}

function quoted(word) {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** @returns {Promise<import('./page-post.js').Refusal | null>} why a text was not published to a channel, or null */
export async function publish({ kind, name }, text) {
  const path = encodeURIComponent(name).replaceAll('%2F', '/'); // servers refuse an encoded slash
  const { refusal = null } = await post(`${kind === 'queues' ? 'queues' : 'topics'}/${path}`, text);
  return refusal;
}
