// SPDX-License-Identifier: EUPL-1.2
// The one file that the build makes.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { sources, vectors, web } from './library.mjs';

const client = join(sources, '..');
const page = readFileSync(join(web, 'vrijuit.html'), 'utf8');
const policy = /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(page)[1];

function within(action) {
    const folder = mkdtempSync(join(tmpdir(), 'vrijuit-page-'));

    try {
        return action(folder);
    } finally {
        rmSync(folder, { recursive: true });
    }
}

function hashOf(pattern) {
    return createHash('sha256').update(pattern.exec(page)[1]).digest('base64');
}

test('the page is small, and plain text', () => {
    assert.ok(Buffer.byteLength(page) < 250000, `${Buffer.byteLength(page)} bytes`);
    assert.ok(!page.includes('\0'));
});

test('its policy lets in what stands in it, and nothing else', () => {
    assert.equal(policy, [`default-src 'none'`, `script-src 'sha256-${hashOf(/<script>([^]*?)<\/script>/)}'`,
        `style-src 'sha256-${hashOf(/<style>([^]*?)<\/style>/)}'`, `connect-src 'self'`, 'img-src data:',
        `base-uri 'none'`, `form-action 'none'`].join('; '));
    assert.ok(page.indexOf(policy) + policy.length < 4096);
    assert.equal(page.split('Content-Security-Policy').length, 2);
});

test('it points nowhere', () => {
    const markup = page.replace(/<script>[^]*?<\/script>/, '').replace(/<style>[^]*?<\/style>/, '');

    assert.doesNotMatch(markup, /\b(src|href|action)="(?!#main"|data:,")/);
    assert.doesNotMatch(page, /url\(|@import|sourceMappingURL/);
});

test('it has two empty places, for a key and for a handout', () => {
    for (const id of ['pin', 'handout']) {
        assert.equal(page.split(`<script type="application/json" id="${id}"></script>`).length, 2, id);
    }
});

test('the same sources give the same bytes', () => within((folder) => {
    const again = join(folder, 'again.html');

    execFileSync(process.execPath, [join(client, 'build.mjs'), again, join(web, 'node_modules')], { cwd: folder, env: { TZ: 'Asia/Tokyo' } });
    assert.equal(readFileSync(again, 'utf8'), page);
}));

test('pin.sh puts a key in, and refuses what is none', () => within((folder) => {
    const key = vectors('circle').cases[0].minisign_public;
    const [keyFile, empty, output] = ['vrijuit.pub', 'vrijuit.html', 'out.html'].map((name) => join(folder, name));
    const pin = (...words) => execFileSync(join(client, 'pin.sh'), words, { encoding: 'utf8', stdio: 'pipe' });

    writeFileSync(keyFile, key);
    writeFileSync(empty, page);
    const said = pin(empty, keyFile, output);
    const pinned = readFileSync(output);

    assert.ok(said.startsWith(createHash('sha256').update(pinned).digest('hex')));
    assert.equal(pinned.toString().replace(`"${key.split('\n')[1]}"`, ''), page);
    rmSync(output);
    assert.throws(() => pin(keyFile, keyFile, output), /no empty place/);
    for (const wrong of ['', 'untrusted comment: x\n', 'RWQ"><script>\n', `${key.split('\n')[1].slice(4)}\n`]) {
        writeFileSync(keyFile, wrong);
        assert.throws(() => pin(empty, keyFile, output), /not a public key/);
    }
    assert.ok(!existsSync(output));
}));

test('the lock file names no place from which packages come', () => {
    const lock = readFileSync(join(client, 'package-lock.json'), 'utf8');

    assert.doesNotMatch(lock, /"resolved"|https?:\/\/(?!(opencollective|github|www\.patreon|paulmillr)\b)/);
    assert.match(lock, /"integrity": "sha512-/);
});
