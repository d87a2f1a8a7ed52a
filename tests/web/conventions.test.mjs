// SPDX-License-Identifier: EUPL-1.2
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { hex, hexOf, load, utf8, vectors, verdict } from './library.mjs';

const [bytes, json, sign, hpke, minisig] = await load('bytes', 'json', 'sign', 'hpke', 'minisig');
const conventions = vectors('signatures');

test('signatures are valid exactly where libsodium says so', () => {
    assert.ok(conventions.ed25519.length >= 10);
    for (const { name, public: key, message, signature, valid } of conventions.ed25519) {
        assert.equal(sign.verifies(hex(signature), hex(message), hex(key)), valid, name);
    }
});

test('JSON that every reader refuses is refused', () => {
    assert.ok(conventions.json_must_refuse.length >= 20);
    for (const { hex: text, hint } of conventions.json_must_refuse) {
        assert.equal(verdict(() => json.parse(hex(text))), 'malformed', `${text} ${hint}`);
    }
});

test('JSON is refused where its rules are stricter than those of JSON.parse', () => {
    const deep = (depth) => '['.repeat(depth) + ']'.repeat(depth);
    const refused = ['-1', '[-0]', '[9007199254740992]', '[1.0]', '[1E1]', '"text"', '7', '{"a":1,}', '[1 2]',
        '{"a"}', '["\\u12g4"]', '["\\x"]', '["\\u0000"]', '["\\udc00\\ud800"]', '["unended', '{"a":1', '[tru]', deep(17)];

    for (const text of refused) {
        assert.equal(verdict(() => json.parse(utf8(text))), 'malformed', text);
    }
});

test('JSON that is right is read as JSON.parse reads it', () => {
    for (const text of ['{}', ' [ ] ', '{"a":[1,0,9007199254740991,true,false,{"b":"\\u00e9\\n\\"\\/"}]}',
        '{"emoji":"\\ud83d\\ude00 😀"}', `${'['.repeat(16)}${']'.repeat(16)}`]) {
        assert.deepEqual(JSON.parse(JSON.stringify(json.parse(utf8(text)))), JSON.parse(text));
    }
    assert.equal(json.parse(utf8('{"__proto__":1}')).__proto__, 1);
});

test('base64 is read only in the form in which it is written', () => {
    assert.ok(conventions.base64_must_refuse.length >= 10);
    for (const text of conventions.base64_must_refuse) {
        for (let len = 0; len < 4; len++) {
            assert.equal(verdict(() => bytes.unb64(text, len)), 'malformed', text);
        }
        assert.equal(verdict(() => bytes.unb64(text)), 'malformed', text);
    }
    for (let len = 0; len < 70; len++) {
        const some = Uint8Array.from({ length: len }, (_, i) => (i * 37 + len) & 0xff);
        const text = Buffer.from(some).toString('base64');

        assert.equal(bytes.b64(some), text);
        assert.deepEqual(bytes.unb64(text, len), some);
        assert.deepEqual(bytes.unb64(text), some);
    }
});

test('HPKE gives what RFC 9180 implementations give', () => {
    const { cases, must_reject_public_keys: bad } = vectors('hpke-x25519-chacha20poly1305');

    for (const one of cases.filter(({ mode }) => mode === 0)) {
        const context = hpke.send(hex(one.pkRm), hex(one.info), hex(one.skEm));
        const pair = { secret: hex(one.skRm), public: hex(one.pkRm) };
        const first = one.encryptions[0];

        assert.equal(hexOf(hpke.keyPair(hex(one.ikmR)).secret), one.skRm);
        assert.equal(hexOf(context.enc), one.enc);
        assert.equal(hexOf(context.key), one.key);
        assert.equal(hexOf(context.nonce), one.base_nonce);
        assert.equal(hexOf(context.exporter), one.exporter_secret);
        assert.equal(hexOf(hpke.seal(context, hex(first.aad), hex(first.pt))), first.ct);
        assert.equal(hexOf(hpke.open(hpke.receive(pair, hex(one.enc), hex(one.info)), hex(first.aad), hex(first.ct))), first.pt);
    }
    assert.ok(bad.length >= 7);
    for (const key of bad) {
        assert.equal(verdict(() => hpke.exchange(hex('77'.repeat(32)), hex(key))), 'unverified', key);
    }
});

test('public key files are read, and refused with another key id', () => {
    for (const { pin, minisign_public: file } of vectors('circle').cases) {
        const line = file.split('\n')[1];
        const changed = Buffer.from(line, 'base64');

        assert.equal(hexOf(minisig.publicKey(utf8(file))), pin);
        assert.equal(hexOf(minisig.publicKey(utf8(line))), pin);
        changed[3] ^= 1;
        assert.equal(verdict(() => minisig.publicKey(utf8(changed.toString('base64')))), 'unsupported');
        for (const wrong of ['', '\n', `${file}\n`, `${line} `, file.replace('untrusted', 'trusted'), line.slice(4)]) {
            assert.equal(verdict(() => minisig.publicKey(utf8(wrong))), 'malformed', wrong);
        }
    }
});
