// SPDX-License-Identifier: EUPL-1.2
// A real Chromium that can reach one place, and knows when it tries another.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { installed } from './library.mjs';

const { chromium } = installed('playwright-core');
const axeSource = readFileSync(installed.resolve('axe-core/axe.min.js'), 'utf8');
const QUIET = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync', '--disable-default-apps', '--disable-domain-reliability'];
const WAIT = 120000; // the machine may be crowded
// Chromium says so of every address without TLS, as an onion address is one.
const HARMLESS = /^The Cross-Origin-Opener-Policy header has been ignored/;
const MAKERS = /(^|\.)(google|googleapis|gstatic|gvt1)\.com$/; // nothing of it leaves: no name is found
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'];

export const DESKTOP = { width: 1100, height: 900 };
export const PHONE = { width: 360, height: 740 };

/** options: origin, the one place that may be asked; proxy; javaScript; wasm; size; dark; lang of the browser. */
export async function open({ origin, proxy, javaScript = true, wasm = true, size = DESKTOP, dark = false }) {
    const folder = mkdtempSync(join(tmpdir(), 'vrijuit-browser-'));
    const log = join(folder, 'net.json');
    const host = new URL(origin).hostname;
    const rules = proxy === undefined && host !== '' ? [`--host-resolver-rules=MAP ${host} 127.0.0.1, MAP * ~NOTFOUND`] : [];
    const browser = await chromium.launch({
        executablePath: '/usr/bin/chromium', args: [...QUIET, ...rules, `--log-net-log=${log}`],
        proxy: proxy === undefined ? undefined : { server: proxy },
    });
    const context = await browser.newContext({
        javaScriptEnabled: javaScript, viewport: size, colorScheme: dark ? 'dark' : 'light', reducedMotion: 'reduce',
        acceptDownloads: true,
    });
    const seen = { requests: [], errors: [] };

    context.setDefaultTimeout(WAIT);
    context.on('request', (request) => seen.requests.push(`${request.method()} ${request.url()}`));
    context.on('weberror', (error) => seen.errors.push(String(error.error())));
    context.on('console', (message) => message.type() === 'error' && !HARMLESS.test(message.text()) && seen.errors.push(message.text()));
    await context.route('**', (route) => (isHere(route.request().url(), origin) ? route.continue() : route.abort()));
    if (!wasm) {
        await context.addInitScript('delete globalThis.WebAssembly');
    }
    const page = await context.newPage();

    return {
        page, context, seen,
        /** Ends, and gives every address that was asked for, also below the page. */
        async close() {
            await browser.close();
            const asked = addressesOf(log);

            rmSync(folder, { recursive: true });
            return asked;
        },
    };
}

/** file: pages may not ask for anything else; blob: is the packet that the page itself made. */
export function isHere(url, origin) {
    return url === 'about:blank' || url.startsWith('data:') || url.startsWith(`blob:${origin}`) || url.startsWith('blob:null') ||
        (origin.startsWith('file:') ? url === origin : url.startsWith(`${origin}/`));
}

/** Of Chromium's own log of the network, without what the browser itself wants of its makers. */
function addressesOf(log) {
    const text = readFileSync(log, 'utf8');
    const urls = [...text.matchAll(/"url":"((?:https?|wss?|ftp):[^"]*)"/g)].map((match) => match[1]);

    return [...new Set(urls)].filter((url) => !MAKERS.test(new URL(url).hostname));
}

/** What axe finds wrong with the page as it stands. */
export async function violations(page) {
    await page.evaluate(`${axeSource}; 0`);
    const { violations: found } = await page.evaluate((rules) => globalThis.axe.run(document, { runOnly: rules }), RULES);

    return found.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary}`));
}
