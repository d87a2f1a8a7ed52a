// SPDX-License-Identifier: EUPL-1.2
// Marks what in a Dutch or English text could tell who somebody is. It only points: whoever writes
// decides. It knows no page, keeps nothing and asks nobody. client/linter.c does the same.
import { scanDate } from './linter_date.mjs';
import { scanEmail, scanLink } from './linter_link.mjs';
import { scanName } from './linter_name.mjs';
import { scanBsn, scanIban, scanPhone, scanPlate } from './linter_number.mjs';
import { scanAddress, scanCase, scanPhrase } from './linter_place.mjs';
import { SPACE, readText, tokenAt } from './linter_text.mjs';

export { texts } from './linter_texts.mjs';

const LONG_TEXT = 3000; // characters
const MARKS_MAX = 200;

// Those that are surest come first.
const scanners = [
    scanEmail, scanLink, scanIban, scanBsn, scanDate, scanPhone, scanPlate, scanPhrase, scanAddress,
    scanCase, scanName,
];

function scan(text, at) {
    for (const scanner of scanners) {
        const hit = scanner(text, at);

        if (hit !== null) {
            return hit;
        }
    }
    return null;
}

function markAll(text) {
    const marks = [];
    let at = 0;

    while (at < text.tokens.length) {
        const hit = tokenAt(text, at).kind === SPACE ? null : scan(text, at);

        if (hit === null) {
            at++;
            continue;
        }
        marks.push({
            start: tokenAt(text, hit.first).start, end: tokenAt(text, hit.end - 1).end, kind: hit.kind,
        });
        at = hit.end;
        if (hit.kind === 'name') {
            text.nameEnd = hit.end;
        }
    }
    return marks;
}

// The marks of a text, in its order: [{ start, end, kind }], at most 200. start and end are places
// in the string. A mark of kind 'length' is about the whole text and stands at 0 to 0. A RangeError
// when the text has more than 20,000 characters.
export function lint(string) {
    const text = readText(string);
    const whole = text.letters > LONG_TEXT ? [{ start: 0, end: 0, kind: 'length' }] : [];

    return [...whole, ...markAll(text)].slice(0, MARKS_MAX);
}
