// SPDX-License-Identifier: Apache-2.0

/**
 * `connecting`: an attempt is under way. `open`: the node has answered. `waiting`: for the next attempt. `closed`: final.
 * @typedef {'connecting' | 'open' | 'waiting' | 'closed'} SluiceState
 */

/**
 * @typedef {object} SluiceOptions
 * @property {string} [url] the address of the stream, relative to the page; `/sse` unless given
 * @property {Iterable<string>} [queues] the queues to take from; with neither queues nor topics, the node's default
 * @property {Iterable<string>} [topics] the topics to hear
 * @property {number} [last] the number of last events with which each stream topic begins; 0 unless given
 * @property {boolean} [withCredentials] true to send cookies to another origin
 * @property {Iterable<string>} [types] event types to take besides `message` and those that have a listener
 * @property {string} [ackUrl] the address for confirmations, relative to the stream; `ack` unless given
 * @property {number} [minDelay] the shortest wait before a new attempt, in milliseconds; 1000 unless given
 * @property {number} [maxDelay] the longest; 30000 unless given
 * @property {boolean} [leaveWhileHidden] true to leave while the page is hidden, and come back when it is visible
 */

// EventSource's own signals: a message of such a type could not be told from them.
const SIGNALS = new Set(['open', 'error']);

// Heartbeat intervals without an event after which a stream is left: at any time, and when the network or the page comes
// back.
const SILENT_HEARTBEATS = 2.4;
const OVERDUE_HEARTBEATS = 1.2;
const MAX_PATIENCE = 16;

/**
 * An EventSource that reconnects after every end but `close()`.
 *
 * After a cut the browser reconnects by itself. After any status but 200 (a proxy's 502, say) it gives up, and this
 * makes a new EventSource: after a random wait that may grow to `maxDelay`, and at once when the network is back or the
 * page is visible again. Either way the node is told the last id, so that topics go on where they were: nothing is
 * missed and nothing comes twice. A refusal (400, 401, 403) looks the same to a page as a 502, so it is tried again too, ever
 * more slowly, until `close()`.
 *
 * A stream that has died silently is left when heartbeats stop. A page that is frozen leaves its stream, since no user
 * would see its messages, and reconnects when it resumes.
 *
 * It dispatches a MessageEvent (`type`, `data`, `lastEventId`, `origin`) for each message, and `state`, a CustomEvent
 * whose `detail` is `{ state, delay }`, the delay in milliseconds while waiting. A message of the type `state` is a MessageEvent,
 * without a detail.
 *
 * @example
 * const source = new Sluice({ queues: ['message_list'] });
 * source.onmessage = (event) => show(event.data);
 * source.addEventListener('state', (event) => console.log(event.detail.state));
 */
export class Sluice extends EventTarget {
  /** Called with each event of type `message`. @type {((event: MessageEvent<string>) => void) | null} */
  onmessage = null;

  /** @type {EventSource | undefined} */ #source;
  /** @type {SluiceState} */ #state = 'connecting';
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #timer;
  // `sluice:placed` gives the position of a stream before its first event, `sluice:heartbeat` shows that it is alive.
  #types = new Set(['message', 'sluice:connected', 'sluice:placed', 'sluice:heartbeat']);
  #heartbeat = 15_000; // in milliseconds, until the node has said its own
  #retry = 0; // the longest wait of a browser that is sent away, in milliseconds
  #heardAt = 0;
  #patience = 1; // a factor on the usual time; more than 1 after a silent stream
  /** @type {ReturnType<typeof setInterval> | undefined} */ #watchdog;
  #stop = new AbortController();
  #failures = 0;
  #lastEventId = '';
  #url;
  #ackUrl;
  #options;

  /** @param {SluiceOptions} [options] */
  constructor(options = {}) {
    super();
    const { url = '/sse', ackUrl = 'ack', queues = [], topics = [], last, types = [] } = options;
    const { withCredentials = false, minDelay = 1_000, maxDelay = 30_000, leaveWhileHidden = false } = options;
    this.#url = new URL(url, globalThis.document?.baseURI ?? location.href); // there is no document in a worker
    this.#ackUrl = new URL(ackUrl, this.#url);
    for (const queue of queues) this.#url.searchParams.append('queue', queue);
    for (const topic of topics) this.#url.searchParams.append('topic', topic);
    if (last !== undefined) this.#url.searchParams.set('last', String(last));
    this.#url.searchParams.set('heartbeat', 'event'); // a comment is not seen here
    this.#options = { withCredentials, minDelay, maxDelay, leaveWhileHidden };
    for (const type of types) this.#take(type);
    super.addEventListener('message', (event) => this.onmessage?.(/** @type {MessageEvent<string>} */ (event)));

    const { signal } = this.#stop;
    for (const type of ['online', 'pageshow']) globalThis.addEventListener(type, this.#wake, { signal });
    globalThis.addEventListener('pagehide', this.#suspend, { signal });
    const page = globalThis.document;
    page?.addEventListener('freeze', this.#suspend, { signal });
    page?.addEventListener('resume', this.#wake, { signal });
    page?.addEventListener(
      'visibilitychange',
      () => (page.hidden ? leaveWhileHidden && this.#suspend() : this.#wake()),
      { signal },
    );
    if (leaveWhileHidden && page?.hidden) this.#suspend();
    else this.#connect();
  }

  /** Returns the present state. */
  get state() {
    return this.#state;
  }

  /** Returns that of an EventSource: 0 until the stream is open (waiting, too), 1 while it is, 2 after `close()`. */
  get readyState() {
    return { connecting: 0, waiting: 0, open: 1, closed: 2 }[this.#state];
  }

  /** Returns the last id seen, over all streams. */
  get lastEventId() {
    return this.#lastEventId;
  }

  /**
   * Confirms a message of a queue in mode `client`. Unconfirmed messages come again, so failures need no handling.
   * @param {MessageEvent | string} event the event or its id
   * @returns {Promise<boolean>} false if it failed, or is known to come too late: then the message is offered again. A
   *   node knows that of its own messages; behind a balancer the answer may come from another one.
   */
  async ack(event) {
    const id = typeof event === 'string' ? event : event.lastEventId;
    const credentials = this.#options.withCredentials ? 'include' : 'same-origin';
    try {
      const body = new URLSearchParams({ id });
      const answer = await fetch(this.#ackUrl, { method: 'POST', body, credentials, keepalive: true });
      const { stale = [] } = answer.status === 200 ? await answer.json() : {};
      return answer.ok && !stale.includes(id);
    } catch {
      return false;
    }
  }

  /** Ends the stream for good. */
  close() {
    this.#stop.abort();
    this.#halt('closed');
  }

  /**
   * @param {string} type @param {EventListenerOrEventListenerObject | null} listener
   * @param {boolean | AddEventListenerOptions} [options]
   */
  addEventListener(type, listener, options) {
    super.addEventListener(type, listener, options);
    this.#take(type);
  }

  /** @param {string} type */
  #take(type) {
    if (SIGNALS.has(type) || this.#types.has(type)) return;
    this.#types.add(type);
    this.#source?.addEventListener(type, this.#receive);
  }

  #connect() {
    if (this.#stop.signal.aborted) return; // closed by a listener
    clearTimeout(this.#timer);
    this.#source?.close();
    const url = new URL(this.#url);
    // A new EventSource sends no Last-Event-ID until its own first reconnect; from then on the header wins.
    if (this.#lastEventId) url.searchParams.set('lastEventId', this.#lastEventId);
    this.#source = new EventSource(url, this.#options);
    for (const type of this.#types) this.#source.addEventListener(type, this.#receive);
    this.#source.addEventListener('error', this.#ended);
    this.#watch(0);
    this.#become('connecting');
  }

  /** @param {MessageEvent<string>} event */
  #receive = ({ type, data, origin, lastEventId }) => {
    this.#failures = 0; // only an event proves a stream: a 200 may come from a node that sends us away
    this.#lastEventId = lastEventId || this.#lastEventId;
    this.#heardAt = Date.now();
    if (type === 'sluice:connected') this.#learnHeartbeat(data);
    else if (type !== 'sluice:placed') this.#patience = 1;
    this.#become('open');
    this.dispatchEvent(new MessageEvent(type, { data, origin, lastEventId }));
  };

  /** @param {string} connected */
  #learnHeartbeat(connected) {
    const { heartbeat = Infinity, retry = 0 } = JSON.parse(connected); // a node of an earlier version writes comments only
    this.#heartbeat = heartbeat;
    this.#retry = retry;
    this.#watch(0);
  }

  /** @param {number} pause the time in which nothing is expected, in milliseconds */
  #watch(pause) {
    clearInterval(this.#watchdog);
    this.#heardAt = Date.now() + pause;
    const period = Math.min(this.#heartbeat / 10, 60_000);
    this.#watchdog = setInterval(() => this.#isSilentFor(SILENT_HEARTBEATS) && this.#leaveSilent(), period);
  }

  /** @param {number} heartbeats */
  #isSilentFor(heartbeats) {
    return Date.now() - this.#heardAt > heartbeats * this.#heartbeat * this.#patience;
  }

  #leaveSilent() {
    // A long event on a slow network looks like silence until it is there, so the next attempt has more time.
    if (this.#state === 'open') {
      this.#patience = Math.min(this.#patience * 2, MAX_PATIENCE);
      this.#connect();
    } else {
      this.#fail(); // an attempt without an answer
    }
  }

  #ended = () => {
    if (this.#source?.readyState === EventSource.CLOSED) {
      this.#fail();
      return;
    }
    this.#watch(this.#retry);
    this.#become('connecting'); // the browser reconnects by itself, with the last id
  };

  #fail() {
    if (this.#stop.signal.aborted) return;
    clearInterval(this.#watchdog);
    this.#source?.close();
    const { minDelay, maxDelay } = this.#options;
    const ceiling = Math.min(maxDelay, minDelay * 2 ** ++this.#failures);
    const delay = minDelay + Math.random() * (ceiling - minDelay); // spread wide, so that not all come back at once
    this.#timer = setTimeout(() => this.#connect(), delay);
    this.#become('waiting', delay);
  }

  #wake = () => {
    if (this.#options.leaveWhileHidden && globalThis.document?.hidden) return;
    if (this.#state === 'waiting' || this.#isSilentFor(OVERDUE_HEARTBEATS)) this.#connect();
  };

  // A page that is frozen, or kept for the back button, must not take messages, which its user would not see.
  #suspend = () => this.#halt('waiting');

  /** @param {SluiceState} state */
  #halt(state) {
    clearTimeout(this.#timer);
    clearInterval(this.#watchdog);
    this.#source?.close();
    this.#become(state, state === 'waiting' ? Infinity : undefined);
  }

  /** @param {SluiceState} state @param {number} [delay] */
  #become(state, delay) {
    if (state === this.#state && state !== 'waiting') return;
    this.#state = state;
    this.dispatchEvent(new CustomEvent('state', { detail: { state, delay } }));
  }
}
