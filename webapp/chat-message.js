/**
 * A message as it is shown. All code here treats payloads as text only.
 * @typedef {object} Message
 * @property {string} id the event's, or '' while it is on its way
 * @property {Date | null} at when Redis took it, by the id; null if the id has no such time
 * @property {string | null} name the name given by its author; null: an application
 * @property {string} text
 * @property {string} key its page's key for it until it has an id, or ''
 */

const MAX_NAME_CHARS = 60;
const SHORT_CHARS = 1_000;
const SHORT_LINES = 20;
const MAX_LINKS = 50;

// A link ends at white space, a quote or a character that turns the direction of writing.
const LINK = /\bhttps?:\/\/[^\s<>"\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gi;

/** @returns {Message} the message in an event of the room's topic */
export function parseMessage({ lastEventId, data }) {
  const common = { id: lastEventId, at: timeOf(lastEventId) };
  try {
    const { name, text, key = '' } = JSON.parse(data);
    if ([name, text, key].every((value) => typeof value === 'string')) {
      return { ...common, name: name.trim() || 'Nobody', text, key };
    }
  } catch {
    // Other payloads are an application's.
  }
  return { ...common, name: null, text: data, key: '' };
}

function timeOf(id) {
  const at = new Date(Number.parseInt(id, 10));
  return Number.isNaN(at.getTime()) ? null : at;
}

/** @returns the text without what cannot be seen, or turns the direction of what stands around it */
export function withoutControls(text) {
  return text.replace(/[\p{Cc}\p{Cs}\p{Cn}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '');
}

/** @returns a name that fits on a line */
export function shorten(name) {
  return name.length > MAX_NAME_CHARS ? `${wholeCharacters(name, MAX_NAME_CHARS)}…` : name;
}

/** Fills an element with the text, its links, and, if it is long, a button for the rest. */
export function fillText(element, text) {
  const short = beginning(text);
  element.replaceChildren(...withLinks(short));
  if (short.length < text.length) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'link';
    button.textContent = `Show all ${text.length.toLocaleString()} characters`;
    button.addEventListener('click', () => element.replaceChildren(...withLinks(text)));
    element.append('… ', button);
  }
}

function beginning(text) {
  const lines = text.split(/\r\n|\r|\n/, SHORT_LINES + 1);
  const end = lines.length > SHORT_LINES ? lines.slice(0, SHORT_LINES).join('\n').length : text.length;
  return wholeCharacters(text, Math.min(end, SHORT_CHARS));
}

/** Cuts the text at the end, but not within a surrogate pair. */
function wholeCharacters(text, end) {
  return text.slice(0, /[\ud800-\udbff]/.test(text.charAt(end - 1)) && end < text.length ? end - 1 : end);
}

function withLinks(text) {
  const nodes = [];
  let end = 0;
  for (const { 0: found, index } of text.matchAll(LINK)) {
    const address = withoutPunctuation(found);
    if (nodes.length > 2 * MAX_LINKS || !URL.canParse(address)) {
      continue;
    }
    nodes.push(text.slice(end, index), link(address));
    end = index + address.length;
  }
  nodes.push(text.slice(end));
  return nodes;
}

function link(address) {
  const element = document.createElement('a');
  Object.assign(element, { href: address, textContent: address, target: '_blank', rel: 'noopener noreferrer nofollow' });
  return element;
}

/** Removes the end of a sentence, and a bracket that opens before the link. */
function withoutPunctuation(address) {
  const end = address.replace(/[.,;:!?'*_~]+$/, '');
  const closing = /[)\]}]$/.exec(end)?.[0];
  const opening = { ')': '(', ']': '[', '}': '{' }[closing];
  const isWhole = !closing || end.split(closing).length <= end.split(opening).length;
  return isWhole ? end : withoutPunctuation(end.slice(0, -1));
}

/** Returns true if the first id is later; ids of a stream are two numbers of 64 bits each. */
export function isAfter(id, other) {
  const [[time, count], [otherTime, otherCount]] = [id, other].map((each) => each.split('-').map(BigInt));
  return time > otherTime || (time === otherTime && count > otherCount);
}
