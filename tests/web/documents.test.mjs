// SPDX-License-Identifier: EUPL-1.2
import assert from 'node:assert/strict';
import { generateKeyPairSync, sign } from 'node:crypto';
import { test } from 'node:test';

import { hex, hexOf, load, utf8, vectors, verdict } from './library.mjs';

const [bytes, circles, hop, keys, receipts] = await load('bytes', 'circle', 'hop', 'keys', 'receipts');
const documents = vectors('documents');
const custody = vectors('custody');
const circle = circles.verifyCircle(utf8(documents.circle.circle), utf8(documents.circle.minisig), hex(documents.circle.pin));

function accept(document, round, previous = null) {
    const read = keys.readKeys(utf8(document), circle);

    keys.judgeKeys(read, round, previous);
    return read;
}

test('the keys document is read, and gives the paths of the vectors', () => {
    const { document, accepted_in_rounds: rounds, paths } = documents.keys;
    const read = accept(document, rounds[0]);

    rounds.forEach((round) => accept(document, round));
    read.hops.forEach((hop, i) => {
        const { hop_id: id, epochs } = documents.circle.hops[i];

        assert.equal(hexOf(hop.id), id);
        assert.deepEqual(hop.keys.map(hexOf), epochs.map((epoch) => epoch.public));
    });
    for (const { client_round: round, epochs } of paths) {
        assert.deepEqual(keys.pathOf(read, round).map((hop) => hop.epoch), epochs);
    }
    assert.equal(verdict(() => keys.pathOf(read, read.round + 7)), 'stale');
});

test('keys documents that must be refused are', () => {
    assert.ok(documents.keys.must_refuse.length >= 23);
    for (const one of documents.keys.must_refuse) {
        const document = one.same_document ? documents.keys.document : one.document;

        assert.notEqual(verdict(() => accept(document, one.client_round)), 'ok', one.name);
    }
});

test('a key that has changed since the last document is refused', () => {
    const first = accept(documents.keys.document, 40);
    const { accepted, must_refuse: refused, client_round: round } = documents.keys.after_the_first;

    accept(accepted, round, first);
    assert.equal(verdict(() => accept(refused, round, first)), 'conflict');
    assert.equal(verdict(() => accept(refused, round)), 'ok');
});

const store = circles.parseCircle(utf8(documents.receipts.circle.circle));
const all = utf8(documents.receipts.documents.map(({ document }) => document).join(''));

test('receipts are read, one after another', () => {
    const read = receipts.readAllReceipts(all, store);

    assert.equal(read.length, documents.receipts.documents.length);
    read.forEach((one, i) => {
        const due = documents.receipts.documents[i];

        assert.equal(one.round, due.round);
        assert.equal(hexOf(one.previous), due.previous);
        assert.equal(hexOf(one.hash), due.payload_blake2b256);
        for (const locator of due.unsorted_locators) {
            assert.ok(receipts.roundsOf(read, hex(locator)).includes(due.round));
        }
    });
    assert.deepEqual(receipts.roundsOf(read, new Uint8Array(16)), []);
    assert.deepEqual(receipts.readAllReceipts(new Uint8Array(0), store), []);
});

test('receipts that must be refused are', () => {
    assert.ok(documents.receipts.must_refuse.length >= 12);
    for (const one of documents.receipts.must_refuse) {
        const bytes = utf8(one.documents.join(''));

        assert.notEqual(verdict(() => receipts.readAllReceipts(bytes, store)), 'ok', one.name);
    }
    assert.equal(verdict(() => receipts.readAllReceipts(all.subarray(0, all.length - 1), store)), 'malformed');
    assert.equal(verdict(() => receipts.readAllReceipts(utf8('\n'), store)), 'unverified');
});

const cascade = circles.verifyCircle(utf8(custody.circle), utf8(custody.minisig), hex(custody.pin));

test('receipts of a cascade are read with their hand-overs', () => {
    const read = receipts.readAllReceipts(utf8(custody.rounds.map((round) => round.receipts).join('')), cascade);

    assert.deepEqual(read.map(({ round }) => round), custody.rounds.map(({ round }) => round));
    assert.deepEqual(read.map(({ thin }) => thin), custody.rounds.map(({ thin }) => thin));
    for (const { round, from_outside: sent } of custody.rounds) {
        sent.forEach(({ locator }) => assert.deepEqual(receipts.roundsOf(read, hex(locator)), [round]));
    }
});

test('receipts of a cascade with wrong hand-overs are refused', () => {
    assert.ok(custody.receipts_must_refuse.length >= 12);
    for (const { name, document } of custody.receipts_must_refuse) {
        assert.notEqual(verdict(() => receipts.readReceipts(utf8(document), cascade)), 'ok', name);
    }
});

test('receipts from before the circle are those of the earlier circle that it names', () => {
    const hops = cascade.hops.map((hop) => hop.identity);
    const renewed = {
        ...cascade, id: new Uint8Array(32), fromRound: 43, hops: cascade.hops.slice(0, 1),
        earlier: [{ circle: cascade.id, fromRound: 0, identities: hops }],
    };
    const read = (round) => receipts.readReceipts(utf8(custody.rounds.find((one) => one.round === round).receipts), renewed);

    assert.equal(verdict(() => read(42)), 'ok');
    assert.equal(verdict(() => read(43)), 'foreign');
    renewed.earlier[0].fromRound = 41;
    assert.equal(verdict(() => read(40)), 'foreign');
});

test('a round that was given up has neither hand-overs nor records', () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const identity = new Uint8Array(Buffer.from(publicKey.export({ format: 'jwk' }).x, 'base64url'));
    const circle = { ...cascade, earlier: [], hops: [...cascade.hops.slice(0, -1), { ...cascade.hops.at(-1), identity }] };
    const document = (thin, locators, handovers = []) => {
        const payload = JSON.stringify({
            circle: bytes.b64(cascade.id), round: custody.rounds[0].round, previous: bytes.b64(new Uint8Array(32)),
            thin, handovers, locators,
        });
        const signature = sign(null, Buffer.from(`vrijuit receipts v1\0${payload}`), privateKey);

        return utf8(`${payload}\n${bytes.b64(hop.hopId(identity))} ${bytes.b64(signature)}\n`);
    };

    assert.equal(receipts.readReceipts(document(true, []), circle).locators.size, 0);
    assert.equal(verdict(() => receipts.readReceipts(document(false, []), circle)), 'malformed');
    assert.equal(verdict(() => receipts.readReceipts(document(true, [bytes.b64(new Uint8Array(16))]), circle)), 'malformed');
});
