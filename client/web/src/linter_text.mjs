// SPDX-License-Identifier: EUPL-1.2
// A text as words, numbers, spaces and signs: client/linter_text.c in JavaScript.

export const TEXT_MAX = 20000; // characters
const WORD_MAX = 27; // a longer word is cut: none that is known is longer
const LETTERS_FIRST = 0xc0;

export const END = 'end';
export const WORD = 'word';
export const NUMBER = 'number';
export const SPACE = 'space';
export const SIGN = 'sign';

export const LOWER = 'lower';
export const CAPITAL = 'capital';
export const UPPER = 'upper';

// U+00C0 to U+017F without accents; a space is no letter.
const plainLetters = 'AAAAAAACEEEEIIIIDNOOOOO OUUUUYPsaaaaaaaceeeeiiiidnooooo ouuuuypy' +
    'AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIiIiJjKkkLlLlLlL' +
    'lLlNnNnNnnNnOoOoOoOoRrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzs';

const spaces = new Set([0x20, 0x09, 0x0a, 0x0d, 0xa0, 0x2007, 0x2009, 0x202f]);

// The letter without accent, or ''.
function plainLetter(code) {
    if ((code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a)) {
        return String.fromCharCode(code);
    }
    return (plainLetters[code - LETTERS_FIRST] ?? '').trim();
}

// Accents of their own, and what does not show: they belong to the character before them.
function isHidden(code) {
    return (code >= 0x300 && code <= 0x36f) || code === 0xad || (code >= 0x200b && code <= 0x200d) ||
        code === 0x2060 || code === 0xfeff;
}

// Apostrophes and hyphens of every kind are one.
function plainSign(code) {
    if (code === 0x2018 || code === 0x2019 || code === 0x2bc) {
        return "'";
    }
    if (code >= 0x2010 && code <= 0x2013) {
        return '-';
    }
    return String.fromCodePoint(code);
}

function kindOf(code) {
    if (plainLetter(code) !== '') {
        return WORD;
    }
    if (code >= 0x30 && code <= 0x39) {
        return NUMBER;
    }
    return spaces.has(code) ? SPACE : SIGN;
}

function addLetter(token, letter) {
    const isCapital = letter >= 'A' && letter <= 'Z';

    if (token.count < WORD_MAX) {
        token.word += letter.toLowerCase();
    }
    if (token.count === 0) {
        token.shape = isCapital ? UPPER : LOWER;
    } else if (token.shape === UPPER && !isCapital) {
        token.shape = CAPITAL;
    }
    token.count++;
}

function addDigit(token, digit) {
    if (token.count < WORD_MAX) {
        token.word += digit;
    }
    token.count++;
}

// Put a character into the last token, or begin the next one.
function addCharacter(tokens, code, start, end) {
    let token = tokens.at(-1);
    const kind = kindOf(code);

    if (token !== undefined && token.kind !== SIGN && isHidden(code)) {
        token.end = end;
        return;
    }
    if (token === undefined || kind === SIGN || token.kind !== kind) {
        token = { kind, shape: '', start, end, count: 0, sign: '', lines: 0, word: '' };
        tokens.push(token);
    }
    token.end = end;
    if (kind === WORD) {
        addLetter(token, plainLetter(code));
    } else if (kind === NUMBER) {
        addDigit(token, String.fromCharCode(code));
    } else if (kind === SPACE) {
        token.lines += code === 0x0a ? 1 : 0;
    } else {
        token.sign = plainSign(code);
    }
}

// Read a text: { tokens, letters, nameEnd }. A RangeError above TEXT_MAX characters.
export function readText(string) {
    const tokens = [];
    let letters = 0;
    let step;

    for (let at = 0; at < string.length; at += step) {
        const code = string.codePointAt(at);

        step = code > 0xffff ? 2 : 1;
        letters++;
        if (letters > TEXT_MAX) {
            throw new RangeError('the text is too long');
        }
        addCharacter(tokens, code, at, at + step);
    }
    return { tokens, letters, nameEnd: 0 };
}

const endToken = Object.freeze({
    kind: END, shape: '', start: 0, end: 0, count: 0, sign: '', lines: 0, word: '',
});

// The token at that place; endToken beyond the last.
export function tokenAt(text, at) {
    return text.tokens[at] ?? endToken;
}

export function isWord(text, at) {
    return tokenAt(text, at).kind === WORD;
}

export function isGlue(text, at) {
    const { kind } = tokenAt(text, at);

    return kind === WORD || kind === NUMBER;
}

export function isSign(text, at, sign) {
    const token = tokenAt(text, at);

    return token.kind === SIGN && token.sign === sign;
}

export function isOneOf(text, at, signs) {
    const token = tokenAt(text, at);

    return token.kind === SIGN && signs.includes(token.sign);
}

export function isNumber(text, at, lowest, highest) {
    const token = tokenAt(text, at);

    return token.kind === NUMBER && token.count >= lowest && token.count <= highest;
}

// The value of a number, 0 when it has more than six digits or is none.
export function valueAt(text, at) {
    const token = tokenAt(text, at);

    return token.kind === NUMBER && token.count <= 6 ? Number(token.word) : 0;
}

// Behind a space that stands there, if one does that is no blank line.
export function skipSpace(text, at) {
    const token = tokenAt(text, at);

    return token.kind === SPACE && token.lines < 2 ? at + 1 : at;
}

// The token before, over one space; endToken before the first.
export function tokenBefore(text, at) {
    return tokenAt(text, at > 0 && tokenAt(text, at - 1).kind === SPACE ? at - 2 : at - 1);
}

// Whether no letter or digit stands just before; whether also no number with a sign between.
export function beginsWord(text, at) {
    return !isGlue(text, at - 1);
}

export function beginsNumber(text, at) {
    return beginsWord(text, at) &&
        !(isOneOf(text, at - 1, '.,:/-') && tokenAt(text, at - 2).kind === NUMBER);
}

// Whether a word or number ends before this token; a number also not followed by sign and digit.
export function endsWord(text, at) {
    return !isGlue(text, at);
}

export function endsNumber(text, at) {
    return endsWord(text, at) &&
        !(isOneOf(text, at, '.,:/-') && tokenAt(text, at + 1).kind === NUMBER);
}
