// SPDX-License-Identifier: EUPL-1.2
// Records, replies, boards and onion packets.
import { createHash } from 'node:crypto';
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { edited, hex, hexOf, installed, load, runs, utf8, vectors, verdict } from './library.mjs';

const [records, contents, replies, boards, circles, onion, hpke, envelope] =
    await load('record', 'content', 'reply', 'board', 'circle', 'onion', 'hpke', 'envelope');
const { chacha20 } = await import(installed.resolve('@noble/ciphers/chacha.js'));
const { blake2b } = await import(installed.resolve('@noble/hashes/blake2.js'));

function blake2b256(bytes) {
    return hexOf(blake2b(bytes, { dkLen: 32 }));
}

function stream(key, len) {
    return chacha20(hex(key), new Uint8Array(12), new Uint8Array(len));
}

const suite1 = (list) => list.filter((one) => one.suite === 1 || one.name?.startsWith('suite 1'));
const record = vectors('record');

function contentOf({ content, content_hex: whole, content_prefix: prefix, content_fill: count, content_suffix: suffix }) {
    if (whole !== undefined) {
        return hex(whole);
    }
    return utf8(content ?? prefix + 'x'.repeat(count) + suffix);
}

test('records are sealed as in the vectors', () => {
    const cases = suite1(record.cases);

    assert.ok(cases.length >= 5);
    for (const one of cases) {
        const key = record.keys[one.key];
        const sealed = records.sealRecord(hex(key.public), hex(one.locator), contentOf(one), hex(one.encap_random));

        assert.equal(hexOf(hpke.keyPair(hex(key.seed)).public), key.public);
        assert.equal(blake2b256(sealed), one.record_blake2b256, one.name);
        assert.equal(verdict(() => contents.decodeContent(contentOf(one))), 'ok', one.name);
    }
});

test('what this page writes as content is what the vectors hold', () => {
    const one = suite1(record.cases).find(({ name }) => name.endsWith('report'));
    const read = JSON.parse(Buffer.from(contentOf(one)).toString());
    const bytesOf = (text) => new Uint8Array(Buffer.from(text, 'base64'));

    assert.deepEqual(contents.encodeContent({
        ...read, id: bytesOf(read.id), circle: bytesOf(read.circle), reply: bytesOf(read.reply),
    }), contentOf(one));
    assert.equal(verdict(() => contents.encodeContent({
        ...read, id: bytesOf(read.id), circle: bytesOf(read.circle), reply: bytesOf(read.reply), answers: { x: 'x'.repeat(31000) },
    })), 'full');
});

/** ok, foreign, damaged or unreadable. */
function resultOf(open, read) {
    const opened = verdict(open);

    if (opened !== 'ok') {
        return { foreign: 'foreign', unverified: 'damaged' }[opened];
    }
    return verdict(() => read(open())) === 'ok' ? 'ok' : 'unreadable';
}

/** A sealing with a plaintext that is padded already. */
function sealPadded(key, info, aad, padded, random) {
    const context = hpke.send(key, info, random);

    return Uint8Array.from([...hpke.exported(context, 'vrijuit commitment v1', 32), ...context.enc,
        ...hpke.seal(context, aad, padded)]);
}

test('records are opened, or not, as in the vectors', () => {
    const attempts = suite1(record.attempts);

    assert.ok(attempts.length > 25);
    for (const one of attempts) {
        const key = one.key === undefined ? record.other_keys[one.key_other] : record.keys[one.key];
        const pair = hpke.keyPair(hex(key.seed));
        const source = one.sealed ?? record.cases[one.base_case];
        const owner = hex((one.sealed ? key : record.keys[source.key]).public);
        const info = Uint8Array.from([...utf8('vrijuit record v1\0'), ...records.councilKeyId(owner)]);
        const sealed = one.sealed
            ? sealPadded(owner, info, hex(source.locator), runs(source.padded_runs), hex(source.encap_random))
            : edited(records.sealRecord(owner, hex(source.locator), contentOf(source), hex(source.encap_random)), one);
        const locator = hex(one.locator ?? source.locator);

        assert.equal(resultOf(() => records.openRecord(pair, locator, sealed), contents.decodeContent), one.result, one.name);
    }
});

const reply = vectors('reply');

function cellOf(one) {
    return replies.sealReply(hpke.keyPair(hex(one.reply_seed)).public, one.round, contentOf(one), hex(one.encap_random));
}

test('reply cells are sealed as in the vectors', () => {
    for (const one of suite1(reply.cases)) {
        assert.equal(blake2b256(cellOf(one)), one.cell_blake2b256, one.name);
    }
});

test('reply cells are opened, or not, as in the vectors', () => {
    const attempts = suite1(reply.attempts);

    assert.ok(attempts.length >= 12);
    for (const one of attempts) {
        const source = one.sealed ?? reply.cases[one.base_case];
        const pair = hpke.keyPair(hex(one.own_key === false ? '55'.repeat(32) : source.reply_seed));
        const cell = one.sealed ? hex(source.cell) : edited(cellOf(source), one);

        assert.equal(resultOf(() => replies.openReply(pair, one.round ?? source.round, cell), replies.readReply), one.result, one.name);
    }
});

test('parts of answers are joined, and lost ones counted', () => {
    const part = (to, number, parts, text) => ({ to, part: number, parts, text });
    const joined = replies.joinParts([part('A', 2, 3, 'two'), part('B', 1, 1, 'only'), part('A', 1, 3, 'one'), part('A', 2, 3, 'two')]);

    assert.deepEqual(joined, [{ to: 'A', text: 'onetwo', missing: 1 }, { to: 'B', text: 'only', missing: 0 }]);
});

const board = vectors('board');
const first = board.cases[0];
const circle = circles.parseCircle(utf8(first.circle));
const council = circle.councils[first.council_number];
const whole = hex(first.board);
const size = (len) => Uint8Array.of(len & 255, (len >> 8) & 255, (len >> 16) & 255, 0);
const document = Uint8Array.from([...size(whole.length), ...whole, ...size(first.signature.length), ...utf8(first.signature), ...size(0), ...size(0)]);

test('a board is verified, and its replies open', () => {
    const [files, none] = boards.splitReplies(document, 2);
    const read = boards.verifyBoard(files, council);

    assert.equal(none, null);
    assert.equal(read.round, first.round);
    assert.deepEqual(read.cells.map(blake2b256), first.cells_blake2b256);
    first.replies.forEach((one, i) => {
        const pair = hpke.keyPair(hex(one.reply_seed));
        const places = read.cells.map((cell, k) => (verdict(() => replies.openReply(pair, read.round, cell)) === 'ok' ? k : -1));

        assert.deepEqual(places.filter((place) => place >= 0), [first.reply_stands_at[i]]);
    });
});

test('boards that must be refused are', () => {
    const cases = board.must_refuse.filter((one) => board.cases[one.base_case].suite === 1);

    assert.ok(cases.length >= 20);
    for (const one of cases) {
        const files = { board: edited(whole, one), minisig: utf8(one.signature ?? first.signature) };

        assert.equal(blake2b256(files.board), one.board_blake2b256, one.name);
        assert.notEqual(verdict(() => boards.verifyBoard(files, council)), 'ok', one.name);
    }
});

test('documents of boards that must be refused are', () => {
    for (const one of board.document_must_refuse) {
        const changed = {
            'councils exchanged': () => Uint8Array.from([...size(0), ...size(0), ...document.subarray(0, -8)]),
            'a board without a signature file': () => Uint8Array.from([...document.subarray(0, 4 + whole.length), ...size(0), ...size(0), ...size(0)]),
        }[one.name]?.() ?? edited(document, one);
        const accept = () => boards.splitReplies(changed, circle.councils.length)
            .forEach((files, i) => files && boards.verifyBoard(files, circle.councils[i]));

        assert.equal(blake2b256(changed), one.blake2b256, one.name);
        assert.notEqual(verdict(accept), 'ok', one.name);
    }
});

test('padding is what ISO/IEC 7816-4 says, and nothing else', () => {
    assert.deepEqual(envelope.unpad(envelope.pad(Uint8Array.of(1, 0x80, 0), 8)), Uint8Array.of(1, 0x80, 0));
    assert.equal(verdict(() => envelope.pad(new Uint8Array(8), 8)), 'full');
    for (const wrong of [[], [0, 0], [1, 2], [0x80, 1]]) {
        assert.equal(verdict(() => envelope.unpad(Uint8Array.from(wrong))), 'unverified');
    }
});

test('packets are wrapped for one to five hops as in the vectors', () => {
    const cases = vectors('onion').cases.filter(({ command }) => command === 2);

    assert.deepEqual([...new Set(cases.map(({ n }) => n))], [1, 2, 3, 4, 5]);
    for (const one of cases) {
        const path = one.hops.map((hop) => ({ id: hex(hop.hop_id), epoch: hop.epoch, key: hex(hop.epoch_public) }));
        const chance = { ephemeral: one.ephemeral_secrets.map(hex), slot: hex(one.slot_random), header: hex(one.header_random) };
        const body = onion.deliveryBody(hex(one.locator), stream(one.record_stream_key, 32192));
        const layers = path.map((hop, i) => onion.layerOf(hop, chance.ephemeral[i]));

        assert.equal(blake2b256(body), one.body.blake2b256);
        assert.equal(hexOf(onion.fillerOf(layers)), one.filler, one.name);
        assert.deepEqual(layers.map((layer) => hexOf(layer.mac)), one.layers.map((layer) => layer.k_mac));
        assert.equal(blake2b256(onion.wrap(path, body, chance)), one.layers[0].packet.blake2b256, one.name);
    }
});

test('fresh randomness has the sizes that a packet needs', () => {
    for (let hops = 1; hops <= 5; hops++) {
        const { ephemeral, slot, header } = onion.chanceOf(hops);

        assert.deepEqual([ephemeral.length, slot.length, header.length], [hops, 92, 480 - 96 * hops]);
        assert.equal(new Set(ephemeral.map((one) => createHash('sha256').update(one).digest('hex'))).size, hops);
    }
});
