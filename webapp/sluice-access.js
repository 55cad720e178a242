// SPDX-License-Identifier: Apache-2.0

// Requests beside a stream: the reason of a refusal, its renewal, and confirmations. For sluice.js.

/**
 * The answer of a node that refuses a stream.
 * @typedef {{ status: number, title?: string, detail?: string }} SluiceProblem
 */

/**
 * Returns a token; nothing if the browser has it in a cookie.
 * @typedef {() => string | undefined | null | Promise<string | undefined | null>} GetToken
 */

// With such a status and a problem as the body, a node refuses; anything else may be a proxy's error, which passes.
const REFUSALS = new Set([400, 401, 403, 406]);

// Parts of the time that a stream has left. The rest is for further tries.
const FIRST_TRY = 0.3;
const FIRST_TRY_SPREAD = 0.2; // so that pages that came together do not renew together
const NEXT_TRY = 0.1;
const TRIES = 5;
const MAX_LEFT_MS = 30_000; // a node announces the end 30 s before
const MIN_PAUSE_MS = 500; // also if this computer's clock is wrong

/**
 * Asks why a stream is refused, which an EventSource does not tell. A `HEAD` comes first: a stream that is opened only to look
 * would take messages.
 * @param {URL} url the address of the stream
 * @param {{ credentials: RequestCredentials, signal: AbortSignal }} options
 * @returns {Promise<SluiceProblem | undefined>} undefined if it is not refused, or if the node does not answer
 */
export async function findRefusal(url, { credentials, signal }) {
  const options = { headers: { Accept: 'text/event-stream' }, credentials, signal };
  try {
    if (!isRefusal(await fetch(url, { ...options, method: 'HEAD' }))) return undefined;
    const answer = await fetch(url, options); // with the reason
    if (isRefusal(answer)) return await answer.json();
    await answer.body?.cancel();
  } catch {
    // No answer is no refusal.
  }
  return undefined;
}

/** @param {Response} answer */
function isRefusal({ status, headers }) {
  return REFUSALS.has(status) && headers.get('Content-Type')?.startsWith('application/problem+json');
}

/**
 * Renews a stream before it expires: a few tries with pauses, until one has an answer that is final.
 * @param {URL} url the address for renewals, with the connection
 * @param {number} expires the end of the stream, in seconds since 1970
 * @param {GetToken} getToken
 * @param {{ credentials: RequestCredentials, signal: AbortSignal }} options the signal ends it
 */
export async function renew(url, expires, getToken, { credentials, signal }) {
  const left = Math.min(MAX_LEFT_MS, expires * 1_000 - Date.now());
  let part = FIRST_TRY + Math.random() * FIRST_TRY_SPREAD;
  for (let tries = 0; tries < TRIES; tries++) {
    await pause(Math.max(MIN_PAUSE_MS, left * part));
    if (signal.aborted || (await isSettled(url, getToken, { credentials, signal }))) return;
    part = NEXT_TRY;
  }
}

/** Returns true unless another try may succeed. A node that refuses ends the stream, or lets it expire. */
async function isSettled(url, getToken, { credentials, signal }) {
  try {
    const token = await getToken();
    if (signal.aborted) return true;
    const headers = token ? { Authorization: `Bearer ${token}` } : {}; // without one, a cookie may have it
    const { status } = await fetch(url, { method: 'POST', headers, credentials, signal });
    return status < 500 && status !== 429;
  } catch {
    return false;
  }
}

/**
 * Confirms a message.
 * @param {URL} url
 * @param {string} id
 * @param {RequestCredentials} credentials
 * @returns {Promise<boolean>} false if it failed, or is known to come too late. A node knows that of its own messages; behind
 *   a balancer the answer may come from another one.
 */
export async function confirm(url, id, credentials) {
  try {
    const body = new URLSearchParams({ id });
    const answer = await fetch(url, { method: 'POST', body, credentials, keepalive: true });
    const { stale = [] } = answer.status === 200 ? await answer.json() : {};
    return answer.ok && !stale.includes(id);
  } catch {
    return false;
  }
}

/** @param {number} delay in milliseconds */
function pause(delay) {
  return new Promise((resume) => setTimeout(resume, delay));
}
