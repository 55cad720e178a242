// SPDX-License-Identifier: Apache-2.0

// The watch over a stream that may have died silently. For sluice.js.

// Heartbeat intervals without an event after which a stream is left: at any time, and when the network or the page comes
// back, or the computer after a sleep.
const SILENT_HEARTBEATS = 2.4;
const OVERDUE_HEARTBEATS = 1.2;
const FIRST_HEARTBEAT = 15_000; // in milliseconds, until the node has said its own
const MAX_PATIENCE = 16;
const CALM_PERIODS = 2; // the times of patience without a late event after which it ends

// Some browsers stop the first clock while the computer sleeps; the second one can be set, also back.
const CLOCKS = [() => performance.now(), () => Date.now()];

/** Tells when nothing has come from a node for too long. */
export class Silence {
  #heartbeat = FIRST_HEARTBEAT; // in milliseconds
  #heardAt = [0, 0]; // by each clock
  #leftAt = -Infinity; // when the last silent stream was left
  #lateAt = -Infinity; // when events were last seen to be late, not missing
  #patience = 1; // a factor on the usual time; more than 1 after a silent stream
  #attemptPatience = 1; // another one, after attempts without an answer
  /** @type {ReturnType<typeof setInterval> | undefined} */ #timer;
  #onSilent;

  /** @param {() => void} onSilent called again and again during a silence */
  constructor(onSilent) {
    this.#onSilent = onSilent;
  }

  /** @param {number} [pause] the time in which nothing is expected, in milliseconds */
  watch(pause = 0) {
    this.stop();
    this.#heardAt = CLOCKS.map((now) => now() + pause);
    const period = Math.min(this.#heartbeat / 10, 60_000);
    this.#timer = setInterval(() => this.#isSilent && this.#onSilent(), period);
  }

  stop() {
    clearInterval(this.#timer);
  }

  /** @param {number} heartbeat the longest time between two events, in milliseconds */
  expect(heartbeat) {
    this.#heartbeat = heartbeat;
    this.watch();
  }

  /** @param {boolean} isLive true for an event that is not the beginning of a stream */
  hear(isLive) {
    const now = performance.now();
    if (isLive && now - this.#heardAt[0] > this.#usual) this.#lateAt = now;
    // One event in time is no proof that the others will be.
    if (isLive && !this.#isSoonAfter(this.#lateAt)) this.#patience = 1;
    this.#attemptPatience = 1;
    this.#heardAt = CLOCKS.map((clock) => clock());
  }

  /**
   * Gives the next attempt more time: a long event on a slow network looks like silence until it is there.
   * @param {boolean} isOpen false for an attempt without an answer: its time grows no longer than that of a first attempt
   */
  extend(isOpen) {
    if (isOpen) {
      this.#patience = Math.min(this.#patience * 2, MAX_PATIENCE);
      if (this.#isSoonAfter(this.#leftAt)) this.#lateAt = performance.now();
      this.#leftAt = performance.now();
    } else {
      this.#attemptPatience = Math.max(1, Math.min(this.#attemptPatience * 2, FIRST_HEARTBEAT / this.#heartbeat));
    }
  }

  /** @returns {number} the silence after which a stream is left without patience, in milliseconds */
  get #usual() {
    return SILENT_HEARTBEATS * this.#heartbeat;
  }

  /** @param {number} time */
  #isSoonAfter(time) {
    return performance.now() - time < CALM_PERIODS * this.#usual * this.#patience;
  }

  /** Returns true if something should have come by now. */
  get isOverdue() {
    return Math.max(...this.#silences()) > OVERDUE_HEARTBEATS;
  }

  // A clock may have been set: a stream that lives then has the time to show it.
  get #isSilent() {
    const [steady, wall] = this.#silences();
    return steady > SILENT_HEARTBEATS || (wall > SILENT_HEARTBEATS && steady > OVERDUE_HEARTBEATS);
  }

  /** @returns {number[]} the present silence by each clock, in heartbeat intervals with patience */
  #silences() {
    const interval = this.#heartbeat * this.#patience * this.#attemptPatience;
    return CLOCKS.map((now, i) => (now() - this.#heardAt[i]) / interval);
  }
}
