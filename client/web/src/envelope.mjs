// SPDX-License-Identifier: EUPL-1.2
// commit | enc | ct, which records and reply cells have in common; PROTOCOL.md sections 4 and 8.
import { concat, random, same } from './bytes.mjs';
import * as hpke from './hpke.mjs';
import { refuse } from './refusal.mjs';

const COMMIT = 32;
const ENC = 32;
const TAG = 16;
const COMMIT_LABEL = 'vrijuit commitment v1';

/** ISO/IEC 7816-4, up to len bytes. */
export function pad(content, len) {
    const padded = new Uint8Array(len);

    if (content.length >= len) {
        refuse('full', 'longer than fits');
    }
    padded.set(content);
    padded[content.length] = 0x80;
    return padded;
}

export function unpad(padded) {
    let end = padded.length;

    while (end > 0 && padded[end - 1] === 0) {
        end--;
    }
    return end > 0 && padded[end - 1] === 0x80 ? padded.slice(0, end - 1) : refuse('unverified', 'padding');
}

/** ephemeral is given by tests only. */
export function seal(size, key, info, aad, content, ephemeral = random(32)) {
    const context = hpke.send(key, info, ephemeral);
    const plain = pad(content, size - COMMIT - ENC - TAG);

    return concat(hpke.exported(context, COMMIT_LABEL, COMMIT), context.enc, hpke.seal(context, aad, plain));
}

/** An enc that the KEM refuses is not ours. */
function receive(pair, enc, info) {
    try {
        return hpke.receive(pair, enc, info);
    } catch {
        return refuse('foreign', 'for another key');
    }
}

/** foreign: for another key. unverified: for this one, but damaged. */
export function open(size, pair, info, aad, sealed) {
    if (sealed.length !== size) {
        refuse('malformed', 'another size');
    }
    const context = receive(pair, sealed.subarray(COMMIT, COMMIT + ENC), info);

    if (!same(hpke.exported(context, COMMIT_LABEL, COMMIT), sealed.subarray(0, COMMIT))) {
        refuse('foreign', 'for another key');
    }
    return unpad(hpke.open(context, aad, sealed.subarray(COMMIT + ENC)));
}
