// SPDX-License-Identifier: EUPL-1.2
// Addresses, and numbers that a word gives a meaning: client/linter_place.c in JavaScript.
import { endsIn, hitAt, isMoney, isWordOf, isYear, runEnd, skipFiller } from './linter_scan.mjs';
import {
    CAPITAL, NUMBER, SPACE, UPPER, WORD, beginsNumber, beginsWord, endsNumber, endsWord, isGlue,
    isNumber, isOneOf, isSign, isWord, skipSpace, tokenAt, tokenBefore,
} from './linter_text.mjs';
import { phrases as phraseLists, words } from './linter_words.mjs';

const ID_TOKENS_MAX = 12;
const STREET_WORDS_MAX = 5;
const NAMED_DIGITS = 3;
const UNNAMED_DIGITS = 4;
const WORD_SIZE = 28;

// Behind 12, 12a, 12-14; 0: no number of a house.
function houseEnd(text, at) {
    let end = at + 1;
    const isLetter = (place) => isWord(text, place) && tokenAt(text, place).count === 1;

    if (!isNumber(text, at, 1, 5) || !beginsNumber(text, at) || isYear(text, at)) {
        return 0;
    }
    if (isLetter(end)) {
        end++;
    } else if (isSign(text, end, '-') && (isNumber(text, end + 1, 1, 4) || isLetter(end + 1))) {
        end += 2;
    }
    return endsWord(text, end) ? end : 0;
}

// Behind a space and the number of a house; 0: none.
function spacedHouseEnd(text, at) {
    const house = skipSpace(text, at);

    return house === at ? 0 : houseEnd(text, house);
}

function scanPostcode(text, at) {
    const letters = skipSpace(text, at + 1);
    const token = tokenAt(text, letters);

    if (!isNumber(text, at, 4, 4) || tokenAt(text, at).word[0] === '0' || !beginsNumber(text, at) ||
            token.shape !== UPPER || token.count !== 2 || !endsWord(text, letters + 1)) {
        return null;
    }
    const house = spacedHouseEnd(text, letters + 1);

    if (words.not_postcodes.has(token.word) && (house === 0 || isYear(text, at))) {
        return null;
    }
    return hitAt('address', at, house === 0 ? letters + 1 : house);
}

function scanStreet(text, at) {
    // "Laan van Meerdervoort 100": the first word says it already.
    const isStreet = isWordOf(text, at, words.street_starts);
    let word = at;

    if (!beginsWord(text, at) || tokenAt(text, at).shape !== CAPITAL ||
            isWordOf(text, at, words.not_names)) {
        return null;
    }
    for (let i = 0; i < STREET_WORDS_MAX; i++) {
        const token = tokenAt(text, word);
        const isCapital = token.shape === CAPITAL;

        if (!isCapital && !isWordOf(text, word, words.particles)) {
            return null;
        }
        const house = spacedHouseEnd(text, word + 1);

        if (isCapital && house !== 0 && (isStreet || endsIn(token.word, words.street_ends))) {
            return hitAt('address', at, house);
        }
        if (tokenAt(text, word + 1).kind !== SPACE) {
            return null;
        }
        word = skipSpace(text, word + 1);
    }
    return null;
}

export function scanAddress(text, at) {
    return scanPostcode(text, at) ?? scanStreet(text, at);
}

// Behind 3.14, B2.05, 12a; 0: none. isPlain: digits only, as every number.
function roomEnd(text, at) {
    const token = tokenAt(text, at);
    let end = at;

    if (token.shape === UPPER && token.count <= 2) {
        end = isOneOf(text, at + 1, '-.') ? at + 2 : skipSpace(text, at + 1);
    }
    if (!isNumber(text, end, 1, 4)) {
        return { isPlain: false, end: 0 };
    }
    let isPlain = end === at;

    end++;
    for (let i = 0; i < 3; i++) {
        if (isOneOf(text, end, '.-') && isNumber(text, end + 1, 1, 3)) {
            isPlain = false;
            end += 2;
        }
    }
    if (isWord(text, end) && tokenAt(text, end).count === 1) {
        isPlain = false;
        end++;
    }
    return { isPlain, end: endsWord(text, end) ? end : 0 };
}

// The Kamer of parliament has numbers too: years, seats.
function isParliament(text, cue) {
    const before = tokenBefore(text, cue);

    return tokenAt(text, cue).shape === CAPITAL ||
        (before.kind === WORD && words.before_room.has(before.word));
}

function namedRoomEnd(text, cue, at) {
    const { isPlain, end } = roomEnd(text, at);

    return isPlain && (isYear(text, at) || isParliament(text, cue)) ? 0 : end;
}

// Behind a run with that many digits; 0: none.
function idEnd(text, at, isNamed) {
    const end = isGlue(text, at) ? runEnd(text, at, '-/._', ID_TOKENS_MAX) : at;
    let digits = 0;

    for (let i = at; i < end; i++) {
        digits += tokenAt(text, i).kind === NUMBER ? tokenAt(text, i).count : 0;
    }
    if (!isNamed && end === at + 1 && isYear(text, at)) {
        return 0;
    }
    return digits >= (isNamed ? NAMED_DIGITS : UNNAMED_DIGITS) ? end : 0;
}

function numberEnd(text, cue, at, phrases) {
    if (phrases.kind === 'room') {
        return namedRoomEnd(text, cue, at);
    }
    if (phrases.kind === 'phone') {
        return isNumber(text, at, 3, 6) && endsNumber(text, at + 1) && !isMoney(text, at, at + 1)
            ? at + 1 : 0;
    }
    return idEnd(text, at, phrases.isNamed);
}

const phrasesOf = (words) => phraseLists.find((phrases) => phrases.words.has(words));

// The phrase that begins with this word: with the next one, joined by a hyphen, or alone.
function findPhrase(text, at) {
    const { word } = tokenAt(text, at);
    const hasHyphen = isSign(text, at + 1, '-');
    const next = hasHyphen ? at + 2 : skipSpace(text, at + 1);

    if (next > at + 1 && isWord(text, next)) {
        const phrases = phrasesOf(word + (hasHyphen ? '' : ' ') + tokenAt(text, next).word);

        if (phrases !== undefined) {
            return { phrases, behind: next + 1 };
        }
    }
    return { phrases: phrasesOf(word), behind: at + 1 };
}

export function scanPhrase(text, at) {
    if (!isWord(text, at) || !beginsWord(text, at)) {
        return null;
    }
    const { phrases, behind } = findPhrase(text, at);

    if (phrases === undefined) {
        return null;
    }
    const number = skipFiller(text, behind, phrases.isNamed);

    return number === behind ? null : hitAt(phrases.kind, at, numberEnd(text, at, number, phrases));
}

// 2024-0001234, BZK-2024-001
export function scanCase(text, at) {
    const hasPrefix = tokenAt(text, at).shape === UPPER && isSign(text, at + 1, '-');
    const year = hasPrefix ? at + 2 : at;

    if (!isYear(text, year) || !beginsNumber(text, at) || !isSign(text, year + 1, '-') ||
            !isNumber(text, year + 2, hasPrefix ? 3 : 5, WORD_SIZE) || !endsWord(text, year + 3)) {
        return null;
    }
    return hitAt('case', at, year + 3);
}
