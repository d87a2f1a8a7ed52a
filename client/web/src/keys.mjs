// SPDX-License-Identifier: EUPL-1.2
// The keys document of all hops, and the path of a packet; PROTOCOL.md sections 5 and 7.
import { same } from './bytes.mjs';
import { verifyDocument } from './documents.mjs';
import * as json from './json.mjs';
import { refuse } from './refusal.mjs';
import { EPOCHS_AHEAD, KEYS_MAX } from './sizes.mjs';

function readKey(object, hop, epoch) {
    json.members(object, 'key', ['hop', 'epoch', 'key']);
    if (!same(json.bytesIn(object, 'hop', 24), hop.id) || json.integer(object, 'epoch') !== epoch) {
        refuse('foreign', 'keys: not of each hop and epoch in order');
    }
    return json.bytesIn(object, 'key', 32);
}

/** hops: in cascade order, {id, keys} of the epochs from round on. */
export function readKeys(bytes, circle) {
    if (bytes.length > KEYS_MAX) {
        refuse('malformed', 'keys: too long');
    }
    const object = json.parse(verifyDocument(bytes, 'vrijuit keys v1', circle.hops.map((hop) => hop.identity)));

    json.members(object, 'keys', ['circle', 'round', 'keys']);
    if (!same(json.bytesIn(object, 'circle', 32), circle.id)) {
        refuse('foreign', 'keys of another circle');
    }
    const round = json.integer(object, 'round', 0, 0xffffffff - (EPOCHS_AHEAD - 1));
    const list = json.list(object, 'keys');

    if (list.length !== circle.hops.length * EPOCHS_AHEAD) {
        refuse('malformed', 'keys: not one for each hop and epoch');
    }
    const hops = circle.hops.map((hop, i) => ({
        id: hop.id,
        keys: list.slice(i * EPOCHS_AHEAD, (i + 1) * EPOCHS_AHEAD).map((key, k) => readKey(key, hop, round + k)),
    }));

    return { circle: circle.id, round, hops };
}

function keyOf(keys, hop, epoch) {
    return keys.hops.find((other) => same(other.id, hop.id))?.keys[epoch - keys.round];
}

function hasChanged(keys, previous) {
    return keys.hops.some((hop) => hop.keys.some((key, i) => {
        const before = keyOf(previous, hop, keys.round + i);

        return before !== undefined && !same(before, key);
    }));
}

/** previous: the document that was accepted before, or null. */
export function judgeKeys(keys, round, previous = null) {
    if (Math.abs(keys.round - round) > 1) {
        refuse('stale', `the keys are of round ${keys.round}, this clock is in round ${round}`);
    }
    if (previous !== null && same(previous.circle, keys.circle) && hasChanged(keys, previous)) {
        refuse('conflict', 'a key of the same hop and epoch has changed');
    }
}

/** The path of a packet that the entry takes in the round, or in that of the keys if it is later. */
export function pathOf(keys, round) {
    const first = Math.max(round, keys.round);

    return keys.hops.map((hop, i) => {
        const epoch = i === 0 ? first : first + 1;
        const key = keyOf(keys, hop, epoch) ?? refuse('stale', 'the keys of the hops do not reach that far');

        return { id: hop.id, epoch, key };
    });
}
