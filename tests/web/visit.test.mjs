// SPDX-License-Identifier: EUPL-1.2
// What the page makes of an entry that is honest, and of one that is not. The entry is a stand-in that gives the
// documents of the vectors.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { hex, load, utf8, vectors } from './library.mjs';

const custody = vectors('custody');
const circle = JSON.parse(custody.circle);
const pin = hex(custody.pin);
const served = {
    '/v1/circle': utf8(custody.circle),
    '/v1/circle.minisig': utf8(custody.minisig),
    '/v1/keys': utf8(custody.keys),
    '/v1/receipts': utf8(custody.rounds.slice(0, 2).map((round) => round.receipts).join('')),
    '/v1/replies': new Uint8Array(8 * circle.councils.length),
};
const asked = [];
let answers = served;

globalThis.location = { protocol: 'http:' };
globalThis.fetch = async (path) => {
    asked.push(path);
    return { ok: answers[path] !== undefined, arrayBuffer: async () => answers[path].buffer };
};
function setClock(round) {
    Date.now = () => (circle.genesis + (round + 0.5) * circle.round_seconds) * 1000;
}

const [visits] = await load('visit');

/** What a visit with other documents, in that round, after `before`, comes to. */
async function visit(changes = {}, { round = 41, before = null, key = pin } = {}) {
    answers = { ...served, ...changes };
    setClock(round);
    try {
        return await visits.visitEntry(key, before);
    } catch (error) {
        return error.code ?? error;
    }
}

test('an honest entry is asked for five documents, in one order', async () => {
    asked.length = 0;
    const { round, receipts, boards, circle: read } = await visit();

    assert.deepEqual(asked, Object.keys(served));
    assert.equal(round, 41);
    assert.equal(receipts.length, 2);
    assert.ok(boards.every((board) => board === null));
    assert.equal(read.hops.length, 3);
});

test('an entry that cannot be reached, or gives too much, is told', async () => {
    for (const path of Object.keys(served)) {
        assert.equal(await visit({ [path]: undefined }), 'offline', path);
    }
    assert.equal(await visit({ '/v1/circle.minisig': new Uint8Array(5000) }), 'offline');
});

test('a circle of others, or a changed one, is not trusted', async () => {
    const changed = served['/v1/circle'].map((byte, i) => (i === 40 ? byte ^ 1 : byte));

    assert.equal(await visit({ '/v1/circle': changed }), 'untrusted');
    assert.equal(await visit({}, { key: hex(vectors('circle').cases[0].pin) }), 'untrusted');
});

test('time that does not fit is told: the circle, the clock, the receipts', async () => {
    const last = Math.floor((Date.parse(`${circle.expires}T23:59:59Z`) / 1000 - circle.genesis) / circle.round_seconds);

    assert.equal(await visit({}, { round: last + 2 }), 'expired');
    assert.equal(await visit({}, { round: -2 }), 'notBegun');
    assert.equal(await visit({}, { round: 42 }), 'clock');
    assert.equal(await visit({}, { round: 38 }), 'clock');
});

test('keys and receipts that are not signed are refused', async () => {
    assert.equal(await visit({ '/v1/keys': served['/v1/keys'].slice(0, -123) }), 'keys');
    assert.equal(await visit({ '/v1/receipts': served['/v1/receipts'].slice(0, -2) }), 'receipts');
});

test('what is older than a moment ago is refused', async () => {
    const before = await visit();
    const older = { '/v1/receipts': utf8(custody.rounds[0].receipts) };

    assert.equal((await visit({}, { before })).round, 41);
    assert.equal((await visit(older)).round, 41);
    assert.equal(await visit(older, { before }), 'older');
    assert.equal(await visit({}, { before: { ...before, circle: { ...before.circle, sequence: 99 } } }), 'older');
    assert.equal(await visit({}, { before: { ...before, circle: { ...before.circle, id: new Uint8Array(32) } } }), 'untrusted');
    const hops = before.keys.hops.map((hop) => ({ ...hop, keys: hop.keys.map(() => new Uint8Array(32)) }));

    assert.equal(await visit({}, { before: { ...before, keys: { ...before.keys, hops } } }), 'changedKeys');
});

test('a bad board stops no report, and is told where it is looked for', async () => {
    const { boards, round } = await visit({ '/v1/replies': new Uint8Array(3) });

    assert.equal(round, 41);
    assert.ok(boards.every((board) => typeof board.refused === 'string'));
});
