// SPDX-License-Identifier: EUPL-1.2
// What the tests share: the modules of the page, bundled as the page is, and the vectors.
// VRIJUIT_WEB names the folder client/web of the build.
import { createHash, webcrypto } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
export const web = process.env.VRIJUIT_WEB;
const modules = join(web, 'node_modules');

globalThis.crypto ??= webcrypto; // node 18 does not have it there, as browsers have

export const installed = createRequire(join(modules, 'x'));
export const sources = join(here, '../../client/web/src');

/** Modules of client/web/src by name, without .mjs. */
export async function load(...names) {
    const outdir = mkdtempSync(join(tmpdir(), 'vrijuit-web-'));

    await installed('esbuild').build({
        entryPoints: names.map((name) => join(sources, `${name}.mjs`)),
        outdir, bundle: true, splitting: true, format: 'esm', outExtension: { '.js': '.mjs' },
        loader: { '.txt': 'text' }, nodePaths: [modules], logLevel: 'error',
    });
    const loaded = await Promise.all(names.map((name) => import(pathToFileURL(join(outdir, `${name}.mjs`)))));

    rmSync(outdir, { recursive: true });
    return loaded;
}

export function vectors(name) {
    return JSON.parse(readFileSync(join(here, '../vectors', `${name}.json`), 'utf8'));
}

export function hex(text) {
    return new Uint8Array(Buffer.from(text, 'hex'));
}

export function hexOf(bytes) {
    return Buffer.from(bytes).toString('hex');
}

export function utf8(text) {
    return new TextEncoder().encode(text);
}

/** The bytes of a case, changed as the README of the vectors says. */
export function edited(bytes, { keep, edits = [], append = '' }) {
    const changed = Uint8Array.from(bytes.subarray(0, keep ?? bytes.length));

    for (const { offset, xor, set } of edits) {
        hex(xor ?? set).forEach((byte, i) => {
            changed[offset + i] = xor === undefined ? byte : changed[offset + i] ^ byte;
        });
    }
    return Uint8Array.from([...changed, ...hex(append)]);
}

/** A padded plaintext of runs: each `hex` repeated `times`. */
export function runs(list) {
    return new Uint8Array(Buffer.concat(list.map((run) => Buffer.from(run.hex.repeat(run.times), 'hex'))));
}

/** What a function does: 'ok', or the code of its refusal. Anything else is a fault of ours. */
export function verdict(action) {
    try {
        action();
        return 'ok';
    } catch (error) {
        if (error.code === undefined || error.code.startsWith('ERR_')) {
            throw error;
        }
        return error.code;
    }
}

export function sha256(bytes) {
    return createHash('sha256').update(bytes).digest('hex');
}
