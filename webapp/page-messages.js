// The list of messages, newest first; JSON is formatted on demand.

import { $, element } from './page-element.js';

const MAX_SHOWN = 200;
const MAX_FORMATTED_CHARS = 20_000;
const MAX_INDENT = 40;

const seconds = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' };
const fineClock = new Intl.DateTimeFormat(undefined, { ...seconds, fractionalSecondDigits: 3 });

let count = 0;
let arrived = []; // collected for a moment: a burst must not lay the page out for each message

/**
 * @param {string} payload
 * @param {boolean} isDirect true if it was sent to this connection, and not through a channel
 */
export function addMessage(payload, isDirect) {
  count++;
  if (arrived.length === 0) {
    setTimeout(showArrived, 16);
  }
  arrived.push({ number: count, at: new Date(), payload, isDirect });
  if (arrived.length > MAX_SHOWN) {
    arrived.shift();
  }
}

function showArrived() {
  const list = $('messages');
  list.prepend(...arrived.reverse().map(messageItem));
  arrived = [];
  while (list.children.length > MAX_SHOWN) {
    list.lastElementChild.remove();
  }
  $('empty').hidden = true;
  $('count').dataset.count = count;
  $('count').textContent =
    count.toLocaleString() + (count > MAX_SHOWN ? ` so far, the last ${MAX_SHOWN} shown` : ' so far');
}

function messageItem({ number, at, payload, isDirect }) {
  const item = element('li', { value: number });
  item.dataset.message = number;
  const time = element('time', { dateTime: at.toISOString(), textContent: fineClock.format(at) });
  const text = element('pre', { className: 'payload', textContent: payload, dir: 'auto' });
  if (isDirect) {
    time.append(' ', element('span', { className: 'direct', textContent: 'direct' }));
  }
  item.append(time, text);
  const formatted = formatJson(payload);
  if (formatted !== null) {
    item.append(formatButton(text, formatted));
  }
  return item;
}

/** Returns a button that shows the formatted JSON in place of the payload. */
function formatButton(text, formatted) {
  const pretty = element('pre', { className: 'formatted', textContent: formatted, hidden: true });
  text.after(pretty);
  const button = element('button', { type: 'button', className: 'quiet', textContent: 'Format' });
  button.setAttribute('aria-pressed', 'false');
  button.addEventListener('click', () => {
    text.hidden = !text.hidden;
    pretty.hidden = !text.hidden;
    button.setAttribute('aria-pressed', String(text.hidden));
  });
  return button;
}

/** @returns the JSON over several lines, or null if the text is no JSON or gains nothing from it */
function formatJson(text) {
  if (text.length > MAX_FORMATTED_CHARS || !/^\s*[[{]/.test(text)) {
    return null;
  }
  try {
    JSON.parse(text);
  } catch {
    return null;
  }
  const formatted = indentJson(text);
  return formatted.includes('\n') && formatted !== text.trim() ? formatted : null;
}

/** Changes only white space: parsing and writing would change long numbers and escapes. */
function indentJson(text) {
  const tokens = text.match(/"(?:\\.|[^"\\])*"|[[\]{},:]|[^\s"[\]{},:]+/g);
  let depth = 0;
  const newLine = (step) => '\n' + '  '.repeat(Math.min((depth += step), MAX_INDENT));
  return tokens
    .map((token, i) => {
      if (/^[[{]$/.test(token)) return /^[\]}]$/.test(tokens[i + 1]) ? token : token + newLine(1);
      if (/^[\]}]$/.test(token)) return /^[[{]$/.test(tokens[i - 1]) ? token : newLine(-1) + token;
      return token === ',' ? ',' + newLine(0) : token === ':' ? ': ' : token;
    })
    .join('');
}
