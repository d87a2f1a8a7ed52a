// SPDX-License-Identifier: EUPL-1.2
// Numbers that are known by their form: client/linter_number.c in JavaScript.
import { hitAt, isMoney, isWordOf, skipFiller } from './linter_scan.mjs';
import {
    LOWER, CAPITAL, NUMBER, WORD, beginsNumber, beginsWord, endsNumber, endsWord, isGlue, isNumber,
    isOneOf, isSign, isWord, skipSpace, tokenAt,
} from './linter_text.mjs';
import { words } from './linter_words.mjs';

const IBAN_MAX = 28;
const DIGITS_MAX = 15; // E.164
const GROUPS_MAX = 12;
const DUTCH_MAX = 10; // digits with the zero in front

// How long an IBAN of that country is, 0: unknown.
function ibanLength(country) {
    for (let length = 15; length <= IBAN_MAX; length++) {
        if (words.ibans.has(country + length)) {
            return length;
        }
    }
    return 0;
}

// ISO 7064, mod 97-10.
function fits97(iban) {
    let rest = 0;

    for (const c of iban.slice(4) + iban.slice(0, 4)) {
        const value = parseInt(c, 36);

        rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
    }
    return rest === 1;
}

// Gather exactly length letters and digits, with one space, dot or hyphen between groups.
function gatherIban(length, text, start) {
    let iban = '';
    let at = start;

    while (iban.length < length) {
        if (iban !== '' && !isGlue(text, at)) {
            at = isOneOf(text, at, '.-') ? at + 1 : skipSpace(text, at);
        }
        const token = tokenAt(text, at);

        if (!isGlue(text, at) || token.count > length - iban.length) {
            return { iban, end: 0 };
        }
        iban += token.word;
        at++;
    }
    return { iban, end: endsWord(text, at) ? at : 0 };
}

export function scanIban(text, at) {
    const token = tokenAt(text, at);

    if (token.kind !== WORD || token.count !== 2 || !beginsWord(text, at) ||
            tokenAt(text, at + 1).kind !== NUMBER) {
        return null;
    }
    const length = ibanLength(token.word);

    if (length === 0) {
        return null;
    }
    const { iban, end } = gatherIban(length, text, at);

    return end !== 0 && fits97(iban) ? hitAt('iban', at, end) : null;
}

const bsnForms = new Set(['9', '333', '423']);

// Gather nine digits as 9, 3 3 3 or 4 2 3.
function gatherBsn(text, start) {
    let digits = '';
    let form = '';
    let at = start;

    for (let group = 0; group < 3 && digits.length < 9; group++) {
        if (group > 0) {
            at = isOneOf(text, at, '.-') ? at + 1 : skipSpace(text, at);
        }
        if (!isNumber(text, at, 1, 9 - digits.length)) {
            return { digits, end: 0 };
        }
        digits += tokenAt(text, at).word;
        form += tokenAt(text, at).count;
        at++;
    }
    return { digits, end: bsnForms.has(form) ? at : 0 };
}

// The eleven test; nine zeros are no number.
function fits11(digits) {
    let sum = 0;

    for (let i = 0; i < 9; i++) {
        sum += i === 8 ? -Number(digits[i]) : Number(digits[i]) * (9 - i);
    }
    return digits !== '000000000' && sum % 11 === 0;
}

// A number behind the word BSN is meant as one, with slips of the pen too.
function scanNamedBsn(text, at) {
    const first = skipFiller(text, at + 1, true);

    if (first === at + 1) {
        return null;
    }
    const end = isNumber(text, first, 8, 9) ? first + 1 : gatherBsn(text, first).end;

    return end !== 0 && endsNumber(text, end) ? hitAt('bsn', first, end) : null;
}

export function scanBsn(text, at) {
    if (isWord(text, at)) {
        return beginsWord(text, at) && isWordOf(text, at, words.bsn_cues) ? scanNamedBsn(text, at)
            : null;
    }
    if (tokenAt(text, at).kind !== NUMBER || !beginsNumber(text, at)) {
        return null;
    }
    const { digits, end } = gatherBsn(text, at);

    return end !== 0 && endsNumber(text, end) && fits11(digits) && !isMoney(text, at, end)
        ? hitAt('bsn', at, end) : null;
}

// The digits behind the country code 31 and the zero that some write there; null: another.
function behind31(dialled) {
    let { digits } = dialled;

    if (digits.startsWith('00')) {
        digits = digits.slice(2);
    }
    if (!dialled.isAbroad || !digits.startsWith('31')) {
        return null;
    }
    digits = digits.slice(2);
    return digits.startsWith('0') ? digits.slice(1) : digits;
}

function isDialled(dialled) {
    const dutch = behind31(dialled);

    if (dutch !== null) {
        return dutch.length === DUTCH_MAX - 1;
    }
    if (dialled.isAbroad) {
        return false; // as long as it goes on
    }
    return dialled.digits.length === DUTCH_MAX;
}

function skipSeparators(text, at) {
    let end = at;

    for (let i = 0; i < 3; i++) {
        end = isOneOf(text, end, '-.()/') ? end + 1 : skipSpace(text, end);
    }
    return end;
}

function dial(dialled, text, start) {
    let at = start;

    for (let group = 0; group < GROUPS_MAX && !isDialled(dialled); group++) {
        const token = tokenAt(text, at);

        if (token.kind !== NUMBER || token.count > DIGITS_MAX - dialled.digits.length) {
            return;
        }
        dialled.digits += token.word;
        dialled.end = at + 1;
        at = skipSeparators(text, at + 1);
    }
}

export function scanPhone(text, at) {
    const first = isOneOf(text, at, '+(') ? at + 1 : at;
    const { word } = tokenAt(text, first);

    if (!beginsNumber(text, at) || !(isSign(text, at, '+') || word.startsWith('0'))) {
        return null;
    }
    const dialled = { digits: '', end: 0, isAbroad: isSign(text, at, '+') || word.startsWith('00') };

    dial(dialled, text, first);
    if (!isDialled(dialled) &&
            !(dialled.isAbroad && behind31(dialled) === null && dialled.digits.length >= 8)) {
        return null;
    }
    return endsNumber(text, dialled.end) ? hitAt('phone', at, dialled.end) : null;
}

// Behind three groups as on a plate, 0: none. Behind a word that says so, any writing will do.
function plateEnd(text, start, isNamed) {
    let at = start;
    let form = '';

    for (let group = 0; group < 3; group++) {
        if (group > 0 && isSign(text, at, '-')) {
            at++;
        } else if (group > 0 && isNamed) {
            at = skipSpace(text, at);
        } else if (group > 0) {
            return 0;
        }
        const token = tokenAt(text, at);

        if (!isGlue(text, at) || token.count > 3 ||
                ((token.shape === LOWER || token.shape === CAPITAL) && !isNamed)) {
            return 0;
        }
        form += token.count + (token.kind === WORD ? 'l' : 'd');
        at++;
    }
    return words.sidecodes.has(form) && endsWord(text, at) &&
        !(isSign(text, at, '-') && isGlue(text, at + 1)) ? at : 0;
}

export function scanPlate(text, at) {
    const isNamed = isWordOf(text, at, words.plate_cues);

    if (!beginsWord(text, at) || isSign(text, at - 1, '-')) {
        return null;
    }
    const first = isNamed ? skipFiller(text, at + 1, true) : at;

    return hitAt('plate', first, plateEnd(text, first, isNamed));
}
