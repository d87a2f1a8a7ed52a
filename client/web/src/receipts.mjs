// SPDX-License-Identifier: EUPL-1.2
// Receipts and the hand-overs in them; PROTOCOL.md sections 7 and 7.1.
import { blake2b } from '@noble/hashes/blake2.js';

import { b64, compare, concat, same, textOf, u32, unb64 } from './bytes.mjs';
import { custodyAt, stores } from './custody.mjs';
import { splitDocuments, verifyDocument } from './documents.mjs';
import { hopId } from './hop.mjs';
import * as json from './json.mjs';
import { refuse } from './refusal.mjs';
import { verify } from './sign.mjs';
import { LOCATOR, RECEIPTS_MAX } from './sizes.mjs';

const LABEL = 'vrijuit receipts v1';
const LINE = 122; // a signature line with its newline
const HANDOVER = ['from', 'to', 'round', 'count', 'hash', 'thin', 'signature'];

function verifyHandover(object, link, custody, receipts) {
    json.members(object, 'handover', HANDOVER);
    const from = json.bytesIn(object, 'from', 24);
    const to = json.bytesIn(object, 'to', 24);
    const count = json.u32In(object, 'count', 1);
    const hash = json.bytesIn(object, 'hash', 32);
    const signature = json.bytesIn(object, 'signature', 64);

    if (!same(from, hopId(custody.identities[link])) || !same(to, hopId(custody.identities[link + 1]))) {
        refuse('unverified', `hand-over ${link + 1} is not between those hops`);
    }
    if (json.u32In(object, 'round') !== receipts.round || json.boolean(object, 'thin') !== receipts.thin) {
        refuse('unverified', `hand-over ${link + 1}: another round, or not as thin`);
    }
    if (custody.batch !== undefined && count % custody.batch !== 0) {
        refuse('unverified', `hand-over ${link + 1}: not a whole batch`);
    }
    const message = concat(custody.circle, from, to, u32(receipts.round), u32(count), hash,
        Uint8Array.of(receipts.thin ? 1 : 0));

    verify(signature, custody.identities[link], 'vrijuit handover v1', message,
        `the signature of hand-over ${link + 1} does not fit`);
}

function readLocators(object) {
    const locators = json.list(object, 'locators').map((locator) => unb64(locator, LOCATOR));

    if (locators.some((locator, i) => i > 0 && compare(locators[i - 1], locator) > 0)) {
        refuse('malformed', 'locators: not sorted');
    }
    return new Set(object.locators);
}

/** The store that signed, of any circle known here: the round is known only from the payload. */
function findSigner(bytes, circle) {
    const line = bytes.subarray(Math.max(0, bytes.length - LINE));
    const signer = stores(circle).find((store) => textOf(line).startsWith(b64(hopId(store))));

    return signer ?? refuse('unverified', 'receipts: not signed by the store of any circle that is known here');
}

/** A round that was given up on the way has no hand-overs, and then nothing of it was stored. */
function judgeGivenUp(receipts, locators) {
    if (!receipts.thin || locators.size > 0) {
        refuse('malformed', `receipts of round ${receipts.round}: records without hand-overs`);
    }
}

/** One document. locators: a set of their base64. */
export function readReceipts(bytes, circle) {
    if (bytes.length > RECEIPTS_MAX) {
        refuse('malformed', 'receipts: too long');
    }
    const signer = findSigner(bytes, circle);
    const payload = verifyDocument(bytes, LABEL, [signer]);
    const object = json.parse(payload);

    json.members(object, 'receipts', ['circle', 'round', 'previous', 'thin', 'handovers', 'locators']);
    const receipts = {
        round: json.u32In(object, 'round'),
        previous: json.bytesIn(object, 'previous', 32),
        thin: json.boolean(object, 'thin'),
        hash: blake2b(payload, { dkLen: 32 }),
    };
    const custody = custodyAt(circle, receipts.round);

    if (!same(json.bytesIn(object, 'circle', 32), custody.circle)) {
        refuse('foreign', `receipts of round ${receipts.round}: another circle`);
    }
    if (!same(custody.identities.at(-1), signer)) {
        refuse('unverified', `receipts of round ${receipts.round}: signed by another than its store`);
    }
    const handovers = json.list(object, 'handovers');
    const locators = readLocators(object);

    if (handovers.length === 0 && custody.identities.length > 1) {
        judgeGivenUp(receipts, locators);
    } else if (handovers.length !== custody.identities.length - 1) {
        refuse('malformed', 'another number of hand-overs');
    }
    handovers.forEach((handover, link) => verifyHandover(handover, link, custody, receipts));
    return { ...receipts, locators };
}

export function judgeChain(receipts, previousRound, previousHash) {
    if (receipts.round !== previousRound + 1 || !same(receipts.previous, previousHash)) {
        refuse('unverified', `chain of receipts broken at round ${receipts.round}`);
    }
}

/** The whole answer of GET /v1/receipts: a list, oldest first, without a gap. */
export function readAllReceipts(bytes, circle) {
    const all = splitDocuments(bytes).map((document) => readReceipts(document, circle));

    all.forEach((receipts, i) => {
        if (i > 0) {
            judgeChain(receipts, all[i - 1].round, all[i - 1].hash);
        }
    });
    return all;
}

/** Rounds in which the locator was stored. */
export function roundsOf(all, locator) {
    const text = b64(locator);

    return all.filter((receipts) => receipts.locators.has(text)).map((receipts) => receipts.round);
}

