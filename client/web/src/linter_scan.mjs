// SPDX-License-Identifier: EUPL-1.2
// What the scanners of the linter share: client/linter_scan.c in JavaScript. A scanner looks whether
// its kind begins at a token and gives { kind, first, end } in tokens, or null. Where C gives 0 for
// "none", so do these.
import {
    SIGN, SPACE, WORD, isGlue, isNumber, isOneOf, skipSpace, tokenAt, tokenBefore, valueAt,
} from './linter_text.mjs';
import { words } from './linter_words.mjs';

const FILLERS_MAX = 6;

// A hit unless end says none.
export function hitAt(kind, first, end) {
    return end === 0 ? null : { kind, first, end };
}

export function isWordOf(text, at, list) {
    const token = tokenAt(text, at);

    return token.kind === WORD && list.has(token.word);
}

// Whether the word, two letters of it at least, ends in one of the list.
export function endsIn(word, list) {
    for (let i = 0; i + 1 < word.length; i++) {
        if (list.has(word.slice(i))) {
            return true;
        }
    }
    return false;
}

// Behind a run of words, numbers and those signs, most tokens long, that does not end in a sign.
export function runEnd(text, at, signs, most) {
    let end = at;

    while (end < at + most && (isGlue(text, end) || isOneOf(text, end, signs))) {
        end++;
    }
    while (end > at && !isGlue(text, end - 1)) {
        end--;
    }
    return end;
}

function isFiller(text, at, isNamed) {
    const token = tokenAt(text, at);

    if (token.kind === SPACE) {
        return token.lines < 2;
    }
    if (token.kind === SIGN) {
        return isOneOf(text, at, isNamed ? ':.#-=' : ':#') ||
            (token.sign === '.' && isWordOf(text, at - 1, words.fillers));
    }
    return token.kind === WORD && (words.fillers.has(token.word) ||
        (isNamed && (token.word === 'is' || token.word === 'was')));
}

// Behind what may stand between a word such as "kamer" and its number.
export function skipFiller(text, at, isNamed) {
    let end = at;

    while (end < at + FILLERS_MAX && isFiller(text, end, isNamed)) {
        end++;
    }
    return end;
}

// Whether an amount of money stands from at to end.
export function isMoney(text, at, end) {
    const before = tokenBefore(text, at);
    const after = tokenAt(text, skipSpace(text, end));

    return before.sign === '€' || before.sign === '$' || after.sign === '€' ||
        (after.kind === WORD && words.money.has(after.word));
}

// Whether a number is a year of these times.
export function isYear(text, at) {
    const value = valueAt(text, at);

    return isNumber(text, at, 4, 4) && value >= 1900 && value <= 2099;
}

