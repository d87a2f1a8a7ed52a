// SPDX-License-Identifier: EUPL-1.2
// Line documents; PROTOCOL.md section 7.
import { same, textOf, unb64 } from './bytes.mjs';
import { hopId } from './hop.mjs';
import { refuse } from './refusal.mjs';
import { verify } from './sign.mjs';

const HOP_ID_TEXT = 32;
const LINE = HOP_ID_TEXT + 1 + 88; // without its newline
const NEWLINE = 10;

function verifyLine(line, identity, label, payload) {
    const text = textOf(line);

    if (text.length !== LINE || text[HOP_ID_TEXT] !== ' ') {
        refuse('malformed', 'a line that is not a signature line');
    }
    const id = unb64(text.slice(0, HOP_ID_TEXT), 24);
    const signature = unb64(text.slice(HOP_ID_TEXT + 1), 64);

    if (!same(id, hopId(identity))) {
        refuse('unverified', 'a signature is missing, or in another place');
    }
    verify(signature, identity, label, payload, 'a signature does not fit the document');
}

/** The payload, signed by exactly these hops in this order. */
export function verifyDocument(bytes, label, identities) {
    const end = bytes.indexOf(NEWLINE);
    const payload = bytes.subarray(0, Math.max(0, end));

    if (end < 0 || bytes.length - end - 1 !== identities.length * (LINE + 1)) {
        refuse('malformed', 'not one signature line for each hop that is due');
    }
    identities.forEach((identity, i) => {
        const at = end + 1 + i * (LINE + 1);

        if (bytes[at + LINE] !== NEWLINE) {
            refuse('malformed', 'a line that is not a signature line');
        }
        verifyLine(bytes.subarray(at, at + LINE), identity, label, payload);
    });
    return payload;
}

/** One after another; a line that begins with { begins a document. */
export function splitDocuments(bytes) {
    const documents = [];
    let start = 0;

    for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) {
        if (at + 1 === bytes.length || bytes[at + 1] === 0x7b) {
            documents.push(bytes.subarray(start, at + 1));
            start = at + 1;
        }
    }
    return start === bytes.length ? documents : refuse('malformed', 'a document without its end');
}
