import { element } from './chat-log.js';
import { shorten, withoutControls } from './chat-message.js';
import { authorization } from './token.js';

const MAX_NAMED = 20; // on the line
const MAX_LISTED = 200; // below it
const SETTLES_MS = 10_000; // longer than a node holds back that somebody has left
const REFRESH_MS = 300_000;
const ANSWER_TIMEOUT_MS = 10_000;

/**
 * Somebody who is here: a user, or a name that a page claims.
 * @typedef {{ user?: string, as?: string }} Person
 */

const order = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

/** The people in the room on all nodes. It asks who is there, and is told who comes and goes. */
export class Presence {
  #parts;
  #url;
  /** @type {Map<string, Person>} */ #people = new Map();
  #absent = new Set(); // the keys of those whom the last answer left out, perhaps since they were reloading
  #more = 0; // people who are here and not known by name
  #connections = 0;
  /** @type {{ isJoin: boolean, change: object }[] | null} */ #missed = null; // while an answer is awaited
  #asked = 0;
  #isFirst = true; // no question has been answered since the beginning of the stream, or the gap
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #timer;
  #asksAt = Infinity; // by performance.now(); Infinity if the timer is not set
  #isDrawing = false;

  /**
   * @param {{ root: HTMLElement, count: HTMLElement, names: HTMLElement, list: HTMLElement, rest: HTMLElement,
   *   off: HTMLElement, url: string }} parts the element around all, those for the number of people, some of their names, all
   *   of them, and what is not listed, the one that says that presence is off, and the address of the presence
   */
  constructor({ url, ...parts }) {
    this.#url = url;
    this.#parts = parts;
  }

  /** Asks who is there: at the beginning of a stream, and after a gap. */
  ask() {
    this.#isFirst = true;
    this.#askOnce();
  }

  /** @param {{ users: Person[], count: number, connections: number }} change who has come */
  join(change) {
    this.#take(true, change);
  }

  /** @param {{ users: Person[], count: number, connections: number }} change who has gone */
  leave(change) {
    this.#take(false, change);
  }

  /** Asks again after this time or up to twice as long, unless a question is due sooner. */
  #askAfter(milliseconds) {
    const at = performance.now() + milliseconds * (1 + Math.random()); // not all pages at once
    if (at < this.#asksAt) {
      clearTimeout(this.#timer);
      this.#asksAt = at;
      this.#timer = setTimeout(() => this.#askOnce(), at - performance.now());
    }
  }

  async #askOnce() {
    clearTimeout(this.#timer);
    this.#asksAt = Infinity;
    const question = ++this.#asked;
    this.#missed = [];
    const { status, answer } = await fetchPresence(this.#url);
    if (question !== this.#asked) {
      return; // a newer question is under way
    }
    if (answer) {
      this.#replace(answer);
      this.#parts.root.hidden = false;
      // People who were reloading are missing in the answer, and no event tells that they return.
      this.#askAfter(this.#isFirst ? SETTLES_MS : REFRESH_MS);
      this.#isFirst = false;
    } else if (status === 0 || status === 429 || status >= 500) {
      this.#askAfter(SETTLES_MS);
    } else {
      this.#parts.root.hidden = true;
    }
    this.#parts.off.hidden = status !== 404;
    const missed = this.#missed;
    this.#missed = null;
    for (const { isJoin, change } of missed) this.#apply(isJoin, change);
    this.#draw();
  }

  #replace({ users, more, connections }) {
    const listed = new Map(users.map((person) => [keyOf(person), person]));
    const isLeftOut = ([key]) => more === 0 && !listed.has(key) && !this.#absent.has(key);
    const kept = [...this.#people].filter(isLeftOut);
    this.#people = new Map([...kept, ...listed]);
    this.#absent = new Set(kept.map(([key]) => key));
    this.#more = more;
    this.#connections = connections;
    if (kept.length > 0) this.#askAfter(SETTLES_MS);
  }

  #take(isJoin, change) {
    this.#missed?.push({ isJoin, change }); // the answer may be older
    this.#apply(isJoin, change);
    this.#draw();
  }

  #apply(isJoin, { users, count, connections }) {
    let unknown = count - users.length;
    for (const person of users) {
      this.#absent.delete(keyOf(person));
      if (isJoin) this.#people.set(keyOf(person), person);
      else if (!this.#people.delete(keyOf(person))) unknown++;
    }
    this.#connections = connections;
    this.#more = Math.max(0, this.#more + (isJoin ? unknown : -unknown));
    if (this.#more > 0 || count > users.length) this.#askAfter(SETTLES_MS); // who of those has gone is not known
  }

  /** Once for all that changes in a frame. */
  #draw() {
    if (this.#isDrawing) {
      return;
    }
    this.#isDrawing = true;
    setTimeout(() => {
      this.#isDrawing = false;
      this.#show();
    }, 16);
  }

  #show() {
    const { count, names, list, rest } = this.#parts;
    const people = [...this.#people.values()].sort((one, other) => order.compare(nameOf(one), nameOf(other)));
    const total = people.length + this.#more;
    count.textContent = total === 0 ? 'Nobody with a name' : counted(total, 'person', 'people');
    names.replaceChildren(...people.slice(0, MAX_NAMED).flatMap((one, i) => [i === 0 ? '' : ', ', nameElement(one)]));
    list.replaceChildren(...people.slice(0, MAX_LISTED).map(personItem));
    const unlisted = total - Math.min(people.length, MAX_LISTED);
    rest.textContent =
      (unlisted > 0 ? `and ${unlisted.toLocaleString()} more, ` : '') +
      `${counted(this.#connections, 'connection', 'connections')} in all. ` +
      'Nobody checks the names; a user in a frame comes from a token.';
  }
}

/** @returns {Promise<{ status: number, answer?: object }>} the status is 0 if there was no answer */
async function fetchPresence(url) {
  try {
    const signal = AbortSignal.timeout(ANSWER_TIMEOUT_MS);
    const response = await fetch(url, { cache: 'no-store', headers: authorization(), signal });
    return { status: response.status, answer: response.ok ? await response.json() : undefined };
  } catch {
    return { status: 0 };
  }
}

/** A person is the user, if there is one, or else the name. */
function keyOf({ user, as }) {
  return user === undefined ? `as ${as}` : `user ${user}`;
}

function nameOf({ user, as }) {
  return shorten(withoutControls(as ?? '').trim() || withoutControls(user ?? '').trim() || 'no visible name');
}

function nameElement(person) {
  return element('bdi', { textContent: nameOf(person) });
}

function personItem(person) {
  const item = element('li', {});
  if (person.as !== undefined || person.user === undefined) {
    item.append(nameElement(person));
  }
  if (person.user !== undefined) {
    item.append(' ', element('bdi', { className: 'user', textContent: nameOf({ user: person.user }) }));
  }
  return item;
}

function counted(number, one, several) {
  return `${number.toLocaleString()} ${number === 1 ? one : several}`;
}
