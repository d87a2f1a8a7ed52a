// SPDX-License-Identifier: EUPL-1.2
// Bytes of strangers, changed by chance: every reader gives a value or a refusal, never another error.
// The seed is printed; VRIJUIT_SEED repeats a run.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { hex, load, utf8, vectors } from './library.mjs';

const [json, minisig, circles, boards, replies, contents, documents, keys, receipts, codename, bytes] =
    await load('json', 'minisig', 'circle', 'board', 'reply', 'content', 'documents', 'keys', 'receipts', 'codename', 'bytes');
const TIMES = process.env.VRIJUIT_LONG ? 20000 : 300;
const seed = Number(process.env.VRIJUIT_SEED ?? Date.now() % 1000000);
let state = seed;

/** mulberry32: chance that can be repeated. */
function chance(below) {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);

    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
}

const PIECES = ['"', '\\', '{', '}', '[', ']', ',', ':', '\n', '=', '0', '-', 'e', '\u0000', 'null', '"__proto__":{},', '\\ud800', '9'.repeat(20)].map(utf8);

function mutate(whole) {
    let changed = [...whole];

    for (let i = chance(4); i >= 0; i--) {
        const at = chance(changed.length + 1);
        const change = chance(5);

        if (change === 0) {
            changed[at % Math.max(1, changed.length)] ^= 1 << chance(8);
        } else if (change === 1) {
            changed.splice(at, 1 + chance(20));
        } else if (change === 2) {
            changed.splice(at, 0, ...PIECES[chance(PIECES.length)]);
        } else if (change === 3) {
            changed = [...changed.slice(0, at), ...changed.slice(at - chance(Math.min(40, at + 1)))];
        } else {
            changed = changed.slice(0, at);
        }
    }
    return Uint8Array.from(changed);
}

const circleText = utf8(vectors('circle').cases[1].circle);
const circle = circles.parseCircle(circleText);
const { board } = vectors('board').cases[0];
const file = utf8(vectors('circle').cases[0].minisig);
const text = (read) => (changed) => read(new TextDecoder().decode(changed));

const readers = {
    json: [circleText, json.parse],
    circle: [circleText, circles.parseCircle],
    minisig: [file, (changed) => minisig.verifyFile(changed, hex(vectors('circle').cases[0].pin), circleText)],
    key: [utf8(vectors('circle').cases[0].minisign_public), minisig.publicKey],
    replies: [hex(board).subarray(0, 4000), (changed) => boards.splitReplies(changed, 2)],
    reply: [utf8(vectors('reply').cases[0].content), replies.readReply],
    content: [utf8(vectors('record').cases[0].content), contents.decodeContent],
    documents: [utf8(vectors('documents').keys.document), documents.splitDocuments],
    keys: [utf8(vectors('documents').keys.document), (changed) => keys.readKeys(changed, circle)],
    receipts: [utf8(vectors('documents').receipts.documents[1].document), (changed) => receipts.readReceipts(changed, circle)],
    codename: [utf8(vectors('codename').cases[0].typed), text(codename.normalise)],
    base64: [utf8('QUJDREVGR0g='), text((changed) => bytes.unb64(changed, 8))],
};

for (const [name, [whole, read]] of Object.entries(readers)) {
    test(`${name} of strangers is read or refused (seed ${seed})`, () => {
        let refused = 0;

        for (let i = 0; i < TIMES; i++) {
            const changed = mutate(whole);

            try {
                read(changed);
            } catch (error) {
                assert.ok(typeof error.code === 'string' && !error.code.startsWith('ERR_'), `${error.stack}\n${Buffer.from(changed)}`);
                refused++;
            }
        }
        assert.ok(refused > TIMES / 4, `${refused} refused`);
    });
}
