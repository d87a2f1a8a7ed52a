// SPDX-License-Identifier: EUPL-1.2
// Names of people: client/linter_name.c in JavaScript.
import { endsIn, hitAt, isWordOf } from './linter_scan.mjs';
import {
    CAPITAL, LOWER, SPACE, UPPER, WORD, beginsWord, endsWord, isOneOf, isSign, skipSpace, tokenAt,
    tokenBefore,
} from './linter_text.mjs';
import { words } from './linter_words.mjs';

const PARTS_MAX = 4;
const PARTICLES_MAX = 3;
const HYPHENS_MAX = 3;
const INITIALS_MAX = 6;
const TITLES_MAX = 4;

// Behind a space that must be there; 0: none.
function spaced(text, at) {
    const next = skipSpace(text, at);

    return next === at ? 0 : next;
}

// Behind Jansen, O'Brien, d'Hont; 0: no name.
function coreEnd(text, at) {
    const token = tokenAt(text, at);

    if (token.count === 1 && (token.word === 'o' || token.word === 'd') &&
            isSign(text, at + 1, "'") && tokenAt(text, at + 2).shape === CAPITAL) {
        return endsWord(text, at + 3) ? at + 3 : 0;
    }
    if (token.shape !== CAPITAL || words.not_names.has(token.word) ||
            words.titles.has(token.word)) {
        return 0;
    }
    return endsWord(text, at + 1) ? at + 1 : 0;
}

// Behind van, de, 't, v.d.; 0: none.
function particleEnd(text, at) {
    const token = tokenAt(text, at);

    if (isSign(text, at, "'")) {
        const { word } = tokenAt(text, at + 1);

        return word === 't' || word === 's' ? at + 2 : 0;
    }
    if (token.word === 'v' && isSign(text, at + 1, '.')) {
        return tokenAt(text, at + 2).word === 'd' && isSign(text, at + 3, '.') ? at + 4 : at + 2;
    }
    return token.shape !== UPPER && isWordOf(text, at, words.particles) ? at + 1 : 0;
}

// Behind "van den Berg" without hyphens; 0: none.
function simplePartEnd(text, at) {
    let core = at;

    for (let i = 0; i < PARTICLES_MAX; i++) {
        const particle = particleEnd(text, core);

        if (particle === 0) {
            break;
        }
        // "v.d.Berg" may stand without a space.
        core = isSign(text, particle - 1, '.') ? skipSpace(text, particle) : spaced(text, particle);
        if (core === 0) {
            return coreEnd(text, at);
        }
    }
    return coreEnd(text, core) || coreEnd(text, at);
}

// Behind "Meer-de Groot", "Anne-Marie"; 0: none.
function partEnd(text, at) {
    let end = simplePartEnd(text, at);

    for (let i = 0; i < HYPHENS_MAX && end !== 0 && isSign(text, end, '-'); i++) {
        const next = simplePartEnd(text, end + 1);

        if (next === 0) {
            break;
        }
        end = next;
    }
    return end;
}

// Whether a letter or two with a dot stand there, as of a first name.
function isInitial(text, at) {
    const token = tokenAt(text, at);

    if (!isSign(text, at + 1, '.') || token.kind !== WORD) {
        return false;
    }
    return (token.shape === UPPER && token.count === 1) ||
        (token.shape !== LOWER && words.initials.has(token.word));
}

// Behind "J.P. ", at when there are none; and how many.
function initialsEnd(text, at) {
    let first = at;
    let count = 0;

    while (count < INITIALS_MAX && isInitial(text, first)) {
        first = skipSpace(text, first + 2);
        count++;
    }
    return { first, count };
}

// Behind a whole name; 0: none.
function nameEnd(text, at) {
    const { first, count } = initialsEnd(text, at);
    let end = partEnd(text, first);
    let parts = 1;

    for (; end !== 0 && parts < PARTS_MAX; parts++) {
        const next = spaced(text, end) === 0 ? 0 : partEnd(text, skipSpace(text, end));

        if (next === 0) {
            break;
        }
        end = next;
    }
    // Yasmina B.
    if (end !== 0 && parts === 1 && count === 0 && spaced(text, end) !== 0 &&
            isInitial(text, skipSpace(text, end))) {
        end = skipSpace(text, end) + 2;
    }
    return end;
}

function hitName(text, at) {
    return hitAt('name', at, nameEnd(text, at));
}

// The same where only a capital begins a name.
function hitCapital(text, at) {
    return tokenAt(text, at).shape === LOWER ? null : hitName(text, at);
}

// mr. drs. H. van Dam, de heer Kok
function scanTitled(text, at) {
    let next = at;

    for (let i = 0; i < TITLES_MAX; i++) {
        const hasDot = isSign(text, next + 1, '.');

        // ING is a bank.
        if (!isWordOf(text, next, words.titles) || (tokenAt(text, next).shape === UPPER && !hasDot)) {
            break;
        }
        next = skipSpace(text, next + (hasDot ? 2 : 1));
    }
    return next > at && tokenAt(text, next - 1).kind !== WORD ? hitName(text, next) : null;
}

function isRole(text, at) {
    return isWordOf(text, at, words.roles) || endsIn(tokenAt(text, at).word, words.role_ends);
}

// Behind a role: Jan, or (Jan, or : Jan, or "is Jan".
function scanRole(text, at) {
    let end = at + 1;

    if (!isRole(text, at)) {
        return null;
    }
    if (isSign(text, end, "'") && tokenAt(text, end + 1).word === 's') {
        end += 2;
    }
    if (isOneOf(text, end, ',:')) {
        const name = spaced(text, end + 1);

        return name === 0 ? null : hitCapital(text, name);
    }
    let next = spaced(text, end);

    if (next === 0) {
        return null;
    }
    if (isSign(text, next, '(')) {
        return hitCapital(text, next + 1);
    }
    if (tokenAt(text, next).word === 'is') {
        next = spaced(text, next + 1);
        return next === 0 ? null : hitCapital(text, next);
    }
    return hitName(text, next);
}

// heet Jan, naam is Jan, groeten, Jan
function scanNamed(text, at) {
    const { word } = tokenAt(text, at);
    let next = skipSpace(text, at + 1);

    if (words.greetings.has(word)) {
        next = isOneOf(text, at + 1, ',.!:') ? at + 2 : at + 1;
        return tokenAt(text, next).kind === SPACE ? hitCapital(text, next + 1) : null;
    }
    if ((word === 'naam' || word === 'name') && tokenAt(text, next).word === 'is') {
        next = skipSpace(text, next + 1);
        return hitCapital(text, next);
    }
    return words.naming.has(word) && next > at + 1 ? hitCapital(text, next) : null;
}

// Behind a name: "en Piet", ", Piet"
function scanJoined(text, at) {
    const next = spaced(text, at + 1);

    if (text.nameEnd === 0 || next === 0) {
        return null;
    }
    if (text.nameEnd === at && isSign(text, at, ',')) {
        return isWordOf(text, next, words.first_names) ? hitCapital(text, next) : null;
    }
    return text.nameEnd + 1 === at && tokenAt(text, at - 1).kind === SPACE &&
        (isWordOf(text, at, words.joins) || isSign(text, at, '&')) ? hitCapital(text, next) : null;
}

// J.P. de Vries. One letter alone also ends a sentence ("plan B."), two may be a firm.
function scanInitials(text, at) {
    const before = tokenBefore(text, at);
    const both = tokenAt(text, at).word.slice(0, 1) + tokenAt(text, at + 2).word.slice(0, 1);
    const { count } = initialsEnd(text, at);

    if (count === 0 || (count === 2 && words.no_initials.has(both)) ||
            (count === 1 && before.kind === WORD && words.before_letter.has(before.word))) {
        return null;
    }
    return hitName(text, at);
}

export function scanName(text, at) {
    const token = tokenAt(text, at);
    const joined = scanJoined(text, at);

    if (joined !== null || token.kind !== WORD || !beginsWord(text, at)) {
        return joined;
    }
    const hit = scanTitled(text, at) ?? scanRole(text, at) ?? scanNamed(text, at) ??
        scanInitials(text, at);

    if (hit !== null) {
        return hit;
    }
    return token.shape === CAPITAL && words.first_names.has(token.word) && !isSign(text, at - 1, '-')
        ? hitName(text, at) : null;
}
