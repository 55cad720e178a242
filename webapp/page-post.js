// A text that the page posts to its node.

import { authorization } from './token.js';

const ANSWER_TIMEOUT_MS = 15_000;

/**
 * Why a text was not taken.
 * @typedef {{ status: number, detail: string }} Refusal the status is 0 if there was no answer
 */

/**
 * @param {string} url where to, relative to the page
 * @param {string} text
 * @param {object} [headers] the authorization; the page's own token unless given
 * @returns {Promise<{ answer?: object, refusal?: Refusal }>} the answer's JSON, or why there is none
 */
export async function post(url, text, headers = authorization()) {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'text/plain; charset=utf-8', ...headers },
      body: text,
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    });
    const type = response.headers.get('Content-Type') ?? '';
    if (response.ok) {
      return { answer: type.startsWith('application/json') ? await response.json() : {} };
    }
    const problem = type.startsWith('application/problem+json') ? await response.json() : {};
    const detail = problem.detail ?? `Not sent: the answer was ${response.status}.`;
    return { refusal: { status: response.status, detail } };
  } catch {
    return { refusal: { status: 0, detail: 'Not sent: the node does not answer.' } };
  }
}
