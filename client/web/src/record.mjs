// SPDX-License-Identifier: EUPL-1.2
// A report, sealed end to end for a council; PROTOCOL.md section 4, suite 1.
import { hash, labelled, u16 } from './bytes.mjs';
import * as envelope from './envelope.mjs';
import { refuse } from './refusal.mjs';
import { CONTENT_MAX, RECORD } from './sizes.mjs';

const SUITE = 1;

export function councilKeyId(key) {
    return hash(32, 'vrijuit council key v1', u16(SUITE), key);
}

function info(key) {
    return labelled('vrijuit record v1', councilKeyId(key));
}

export function sealRecord(key, locator, content, ephemeral) {
    if (content.length > CONTENT_MAX) {
        refuse('full', 'longer than a record holds');
    }
    return envelope.seal(RECORD, key, info(key), locator, content, ephemeral);
}

/** As the council does; the page never needs it, the vectors do. */
export function openRecord(pair, locator, record) {
    return envelope.open(RECORD, pair, info(pair.public), locator, record);
}
