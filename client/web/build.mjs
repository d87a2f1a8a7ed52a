#!/usr/bin/env node
// SPDX-License-Identifier: EUPL-1.2
// Makes the page: one file that holds everything it needs. The same sources give the same bytes.
// node build.mjs OUTPUT [MODULES]: MODULES is the folder node_modules, where it is not beside this file.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const LIMIT = 250000;
const HEAD = 4096; // bytes within which the daemon looks for the policy
const here = dirname(fileURLToPath(import.meta.url));
const [output, modules = join(here, 'node_modules')] = process.argv.slice(2);
const esbuild = createRequire(join(resolve(modules), 'x'))('esbuild');

function source(name) {
    return readFileSync(join(here, 'src', name), 'utf8');
}

async function script() {
    const { outputFiles } = await esbuild.build({
        entryPoints: [join(here, 'src/main.mjs')],
        absWorkingDir: here,
        bundle: true, minify: true, write: false,
        format: 'iife', target: ['es2022', 'firefox115'], charset: 'ascii', legalComments: 'none',
        loader: { '.txt': 'text' }, nodePaths: [resolve(modules)], logLevel: 'warning',
    });

    return outputFiles[0].text.trim();
}

async function style() {
    return (await esbuild.transform(source('style.css'), { loader: 'css', minify: true, legalComments: 'none' })).code.trim();
}

function hashOf(text) {
    return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

function policy(code, css) {
    return [`default-src 'none'`, `script-src ${hashOf(code)}`, `style-src ${hashOf(css)}`, `connect-src 'self'`,
        'img-src data:', // the empty icon, so that none is asked for
        `base-uri 'none'`, `form-action 'none'`].join('; ');
}

function fill(page, parts) {
    return page.replace(/@([A-Z]+)@/g, (_, name) => parts[name]);
}

if (output === undefined) {
    console.error('usage: node build.mjs OUTPUT [MODULES]');
    process.exit(2);
}
const [code, css] = await Promise.all([script(), style()]);

if (/<\/script|<!--/i.test(code)) {
    throw new Error('the script would end its element');
}
const page = fill(source('page.html'), { POLICY: policy(code, css), STYLE: css, SCRIPT: code });
const bytes = Buffer.from(page);

if (bytes.length >= LIMIT || bytes.indexOf('form-action') > HEAD) {
    throw new Error(`the page has ${bytes.length} bytes, or its policy stands too far down`);
}
writeFileSync(output, bytes);
console.log(`${createHash('sha256').update(bytes).digest('hex')}  ${bytes.length} bytes`);
