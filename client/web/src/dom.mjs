// SPDX-License-Identifier: EUPL-1.2
// Elements without innerHTML: nothing that comes from outside is ever read as markup.

/** Attributes; onclick and its like are listeners, false and null are left out. */
export function el(name, attributes = {}, ...children) {
    const element = document.createElement(name);

    for (const [key, value] of Object.entries(attributes)) {
        if (typeof value === 'function') {
            element.addEventListener(key.slice(2), value);
        } else if (value !== false && value !== null) {
            element.setAttribute(key, value === true ? '' : value);
        }
    }
    element.append(...children.flat(Infinity).filter((child) => child !== null && child !== false));
    return element;
}

export function button(label, onclick, attributes = {}) {
    return el('button', { type: 'button', onclick, ...attributes }, label);
}

/** One screen back; the browser's Back presses it too. */
export function backButton(label, onclick, attributes = {}) {
    return button(label, onclick, { class: 'back', ...attributes });
}

/** What is typed stays here: no browser keeps it, offers it again, or sends it away for its spelling. */
export const TYPED = {
    autocomplete: 'off', autocorrect: 'off', spellcheck: 'false', writingsuggestions: 'false', 'data-gramm': 'false',
};

export function paragraph(text, attributes = {}) {
    return el('p', attributes, text);
}

/** Text of strangers: its direction cannot spill over, its lines stay. */
export function strange(text) {
    return el('bdi', { class: 'lines' }, text.replace(/[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g, '\ufffd'));
}

export function heading(text) {
    return el('h1', { tabindex: '-1' }, text);
}

/** A message that is read aloud at once; empty it is not there. */
export function alertBox(title, text) {
    return el('div', { class: 'alert', role: 'alert' }, el('p', {}, el('strong', {}, title)), el('p', {}, text));
}

/** A box whose changes are read aloud politely. */
export function statusBox(text = '') {
    return el('p', { class: 'status', role: 'status' }, text);
}

/** A progress bar that says in words how far it is. */
export function progressBox(label) {
    const bar = el('progress', { max: '100', value: '0', 'aria-label': label });
    const words = el('p', { class: 'hint' });

    return {
        element: el('div', { class: 'progress' }, bar, words),
        set(share, text) {
            bar.value = Math.floor(share * 100);
            words.textContent = text;
        },
    };
}

export function pause(milliseconds) {
    return new Promise((resolve) => {
        setTimeout(resolve, milliseconds);
    });
}
