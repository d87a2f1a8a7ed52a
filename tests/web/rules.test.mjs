// SPDX-License-Identifier: EUPL-1.2
// What the sources of the page may not do, wherever they do it.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { load, sources } from './library.mjs';

const files = readdirSync(sources).filter((name) => name.endsWith('.mjs'));
const textOf = (name) => readFileSync(join(sources, name), 'utf8').replace(/\/\/.*|\/\*[^]*?\*\//g, '');

function users(pattern) {
    return files.filter((name) => pattern.test(textOf(name)));
}

test('one file asks the network', () => {
    assert.deepEqual(users(/\bfetch\(/), ['transport.mjs']);
    assert.deepEqual(users(/XMLHttpRequest|WebSocket|EventSource|sendBeacon|RTCPeer|\bimport\(|new Worker|serviceWorker/), []);
});

test('nothing is kept, and nothing from outside becomes markup or code', () => {
    assert.deepEqual(users(/localStorage|sessionStorage|indexedDB|document\.cookie|caches\./), []);
    assert.deepEqual(users(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|WebAssembly/), []);
    assert.deepEqual(users(/console\./), []);
});

test('there is one source of chance', () => {
    assert.deepEqual(users(/getRandomValues|Math\.random/), ['bytes.mjs']);
    assert.deepEqual(users(/Math\.random|crypto\.subtle/), []);
});

test('the build depends on every file', () => {
    const [, list] = /IN ITEMS\s+([^)]*)\)/.exec(readFileSync(join(sources, '../CMakeLists.txt'), 'utf8'));

    assert.deepEqual(list.trim().split(/\s+/).map((name) => `${name}.mjs`), files.sort());
});

test('files are short, and indented by four', () => {
    for (const name of files) {
        assert.ok(textOf(name).split('\n').length < 400, name);
        assert.doesNotMatch(textOf(name), /^(?: {4})* {1,3}\S/m, name);
    }
});

test('both languages have the same texts, with the same places to fill', async () => {
    const [{ nl }, { en }] = await load('texts_nl', 'texts_en');
    const shape = (texts) => JSON.stringify(texts, (_, text) => {
        if (typeof text === 'function') {
            return `function of ${text.length}`;
        }
        return typeof text === 'string' ? 'text' : text;
    });

    assert.equal(shape(nl), shape(en));
    for (const [name, text] of Object.entries(nl).filter(([, one]) => typeof one === 'string')) {
        assert.ok(text !== en[name] || name === 'title', `${name} is not translated`);
    }
});

test('every text that a screen asks for is there, and every one that is there is asked for', async () => {
    const [{ nl }] = await load('texts_nl');
    const asked = new Set(files.filter((name) => !name.startsWith('texts_')).flatMap((name) => [...textOf(name).matchAll(/\btexts\.([a-zA-Z]+)/g)].map((match) => match[1])));

    assert.deepEqual(Object.keys(nl).filter((name) => !asked.has(name)), []);
    assert.deepEqual([...asked].filter((name) => !(name in nl)), []);
});
