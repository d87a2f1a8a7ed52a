#!/usr/bin/env node
// SPDX-License-Identifier: EUPL-1.2
// Packets of the page's own code, and what tells two sets of packets apart:
//   alike.mjs send SOCKET KEYFILE FOLDER COUNT         one report each, and the first twice; kept in FOLDER
//   alike.mjs compare FOLDER ROUND FOLDER ROUND
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';

import { load } from './library.mjs';

const PACKET = 32768;
const EPOCH = 4; // where the round stands, in four bytes; PROTOCOL.md section 5
const KEY = 8;
const CLEAR = 72; // what comes before it looks random to everyone

/** The HTTP of node to the entry's socket, with as much of fetch as the page uses. */
function fetchFrom(socketPath) {
    return (path, { method = 'GET', headers = {}, body }) => new Promise((resolve, reject) => {
        const asked = request({ socketPath, path, method, headers }, async (answer) => {
            const bytes = new Uint8Array(Buffer.concat(await answer.toArray()));
            const { statusCode: status } = answer;

            resolve({ ok: status === 200, status, headers: new Headers(), arrayBuffer: async () => bytes.buffer });
        });

        asked.on('error', reject);
        asked.end(body);
    });
}

async function send(socketPath, keyFile, folder, count) {
    globalThis.location = { protocol: 'http:' };
    globalThis.fetch = fetchFrom(socketPath);
    const [{ sealFor }, { visitEntry }, { Draft }, { post }, { publicKey }, { random }] =
        await load('sending', 'visit', 'draft', 'transport', 'minisig', 'bytes');
    const pin = publicKey(new Uint8Array(readFileSync(keyFile)));
    const visit = await visitEntry(pin);
    const [council] = visit.circle.councils;
    const packets = Array.from({ length: count }, () => {
        const draft = new Draft({ kind: 'report', root: random(32) });

        return sealFor({ pin, visit, lang: 'nl', report: { council, answers: { tekst: 'Het is stil op de gang.' }, draft } }, visit.round);
    });

    assert.equal(visit.round, 0);
    packets.forEach((packet, i) => writeFileSync(join(folder, String(i)), packet));
    const results = await Promise.all(packets.map(post));

    results.push(await post(packets[0]));
    assert.ok(results.every(({ result }) => result === 'accepted'), JSON.stringify(results));
}

function read(folder) {
    return readdirSync(folder).map((name) => readFileSync(join(folder, name)));
}

/** Bits that are the same in all packets, in one number; and which value they have. */
function constantBits(packets, at) {
    const all = packets.reduce((bits, packet) => bits & packet[at], 0xff);
    const any = packets.reduce((bits, packet) => bits | packet[at], 0);

    return { ones: all, zeros: ~any & 0xff };
}

function compare(folderA, roundA, folderB, roundB) {
    const sets = [[read(folderA), Number(roundA)], [read(folderB), Number(roundB)]];
    const [[a], [b]] = sets;
    let constant = 0;

    assert.equal(a.length, b.length);
    for (const [packets, round] of sets) {
        assert.ok(packets.length >= 32); // of fewer, random bits could be the same
        for (const packet of packets) {
            assert.equal(packet.length, PACKET);
            assert.deepEqual([...packet.subarray(0, EPOCH)], [1, 1, 0, 0], 'version, suite, zeros');
            assert.equal(packet.readUInt32LE(EPOCH), round, 'epoch');
        }
    }
    for (let at = 0; at < PACKET; at++) {
        const isConstant = [a, b].map((packets) => packets.every((packet) => packet[at] === packets[0][at]));

        assert.equal(isConstant[0], isConstant[1], `byte ${at} is always the same in one of them`);
        constant += isConstant[0] ? 1 : 0;
    }
    assert.equal(constant, KEY, 'bytes that are the same in all packets');
    for (let at = KEY; at < CLEAR; at++) {
        assert.deepEqual(constantBits(a, at), constantBits(b, at), `bits of byte ${at}`);
    }
    console.log(`${constant} bytes are the same in all, and in both`);
}

const [, , command, ...words] = process.argv;

await { send, compare }[command](...words.map((word, i) => (command === 'send' && i === 3 ? Number(word) : word)));
