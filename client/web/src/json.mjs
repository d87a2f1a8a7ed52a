// SPDX-License-Identifier: EUPL-1.2
// Strict JSON; PROTOCOL.md, Conventions. JSON.parse takes repeated names, fractions and null.
import { textOf, unb64 } from './bytes.mjs';
import { refuse } from './refusal.mjs';

const DEPTH_MAX = 16;
const ESCAPES = { '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

class Reader {
    constructor(text) {
        this.text = text;
        this.at = 0;
    }

    // Never the text itself: it may be part of a report.
    refuse(what) {
        refuse('malformed', `JSON: ${what} at character ${this.at}`);
    }

    skip() {
        while (' \t\n\r'.includes(this.text[this.at] ?? 'x')) {
            this.at++;
        }
    }

    take(expected) {
        if (!this.text.startsWith(expected, this.at)) {
            this.refuse('not valid');
        }
        this.at += expected.length;
    }

    /** Whether the next thing is letter, which is then taken. */
    has(letter) {
        this.skip();
        if (this.text[this.at] !== letter) {
            return false;
        }
        this.at++;
        return true;
    }

    value(depth) {
        this.skip();
        switch (this.text[this.at]) {
        case '{':
            return this.object(depth + 1);
        case '[':
            return this.list(depth + 1);
        case '"':
            return this.string();
        case 't':
            this.take('true');
            return true;
        case 'f':
            this.take('false');
            return false;
        default:
            return this.number();
        }
    }

    enter(depth) {
        if (depth > DEPTH_MAX) {
            this.refuse(`nested deeper than ${DEPTH_MAX}`);
        }
        this.at++;
    }

    object(depth) {
        const object = Object.create(null);

        this.enter(depth);
        if (this.has('}')) {
            return object;
        }
        do {
            this.skip();
            const name = this.string();

            if (name in object) {
                this.refuse('a member stands twice');
            }
            this.skip();
            this.take(':');
            object[name] = this.value(depth);
        } while (this.has(','));
        this.skip();
        this.take('}');
        return object;
    }

    list(depth) {
        const list = [];

        this.enter(depth);
        if (this.has(']')) {
            return list;
        }
        do {
            list.push(this.value(depth));
        } while (this.has(','));
        this.skip();
        this.take(']');
        return list;
    }

    number() {
        const digits = /^(?:0|[1-9][0-9]{0,15})(?![0-9.eE])/.exec(this.text.slice(this.at, this.at + 20));
        const number = digits === null ? NaN : Number(digits[0]);

        if (!Number.isSafeInteger(number)) {
            this.refuse('not a value, or not a whole number below 2^53');
        }
        this.at += digits[0].length;
        return number;
    }

    string() {
        let text = '';

        this.take('"');
        for (;;) {
            const letter = this.text[this.at] ?? this.refuse('a text that does not end');

            if (letter < ' ') {
                this.refuse('a control character');
            }
            this.at++;
            if (letter === '"') {
                break;
            }
            text += letter === '\\' ? this.escape() : letter;
        }
        // A pair of surrogates may be written as two escapes; half of one is no text.
        if (/\p{Surrogate}/u.test(text) || text.includes('\0')) {
            this.refuse('a text that cannot be');
        }
        return text;
    }

    escape() {
        const letter = this.text[this.at++] ?? '';

        if (letter !== 'u') {
            return ESCAPES[letter] ?? this.refuse('an unknown escape');
        }
        const digits = this.text.slice(this.at, this.at + 4);

        if (!/^[0-9a-fA-F]{4}$/.test(digits)) {
            this.refuse('an unknown escape');
        }
        this.at += 4;
        return String.fromCharCode(parseInt(digits, 16));
    }
}

/** Objects have no prototype: a member named __proto__ is a member. */
export function parse(bytes) {
    const reader = new Reader(textOf(bytes));
    const document = reader.value(0);

    reader.skip();
    if (reader.at !== reader.text.length) {
        reader.refuse('more than one value');
    }
    return typeof document === 'object' ? document : reader.refuse('neither object nor list');
}

export function isObject(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Exactly these members; one that begins with ? may be absent. */
export function members(object, what, names) {
    if (!isObject(object)) {
        refuse('malformed', `${what}: not an object`);
    }
    for (const name of names) {
        if (!name.startsWith('?') && !(name in object)) {
            refuse('malformed', `${what}: ${name} is missing`);
        }
    }
    for (const name of Object.keys(object)) {
        if (!names.includes(name) && !names.includes(`?${name}`)) {
            refuse('malformed', `${what}: a member does not belong here`);
        }
    }
}

export function text(object, name) {
    return typeof object[name] === 'string' ? object[name] : refuse('malformed', `${name}: not a text`);
}

export function boolean(object, name) {
    return typeof object[name] === 'boolean' ? object[name] : refuse('malformed', `${name}: true or false`);
}

export function list(object, name) {
    return Array.isArray(object[name]) ? object[name] : refuse('malformed', `${name}: not a list`);
}

export function integer(object, name, lowest = 0, highest = Number.MAX_SAFE_INTEGER) {
    const number = object[name];

    if (typeof number !== 'number' || number < lowest || number > highest) {
        refuse('malformed', `${name}: not a whole number, or out of range`);
    }
    return number;
}

export function u32In(object, name, lowest = 0) {
    return integer(object, name, lowest, 0xffffffff);
}

export function bytesIn(object, name, len) {
    return unb64(text(object, name), len);
}
