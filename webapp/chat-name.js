// The user's name: asked once, and remembered by the browser.

import { withoutControls } from './chat-message.js';
import { keep, recall } from './chat-store.js';

const KEY = 'sluice.chat.name';
const MAX_CLAIMED = 64; // characters

const $ = (id) => document.getElementById(id);

let tell = () => {};

/** @param {() => void} listener called after each change of the name */
export function onNewName(listener) {
  tell = listener;
}

/** @returns the name as a node takes it; empty if there is none yet */
export function claimedName() {
  return [...withoutControls($('me').textContent).trim()].slice(0, MAX_CLAIMED).join('').trim();
}

$('name-form').addEventListener('submit', (event) => {
  event.preventDefault();
  const name = $('name').value.trim();
  if (name !== '') {
    keep(KEY, name);
    show(name);
    tell();
    $('text').focus();
  }
});

$('rename').addEventListener('click', () => {
  $('composer').hidden = true;
  $('name-form').hidden = false;
  $('name').select();
});

function show(name) {
  $('me').textContent = name;
  $('composer').hidden = name === '';
  $('name-form').hidden = name !== '';
}

$('name').value = recall(KEY) ?? '';
show($('name').value);
