#!/usr/bin/env node
// SPDX-License-Identifier: EUPL-1.2
// Files in a real browser, wide and narrow: accessible.mjs FILE... Fails when axe sees a fault against
// WCAG 2.1 A or AA, when the page is wider than the window, says something on the console, or asks for
// anything else than itself.
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import { DESKTOP, isHere, open, PHONE, violations } from './browser.mjs';

const PAPER = /paper|sheet/; // sheets have the width of paper

async function faultsOf(path, size) {
    const address = pathToFileURL(resolve(path)).href;
    const { page, seen, close } = await open({ origin: address, size });

    await page.goto(address);
    const faults = await violations(page);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);

    if (width > size.width && !PAPER.test(path)) {
        faults.push(`wider than the window: ${width}`);
    }
    faults.push(...seen.errors, ...seen.requests.filter((asked) => !isHere(asked.replace(/^GET /, ''), address)));
    faults.push(...(await close()).map((asked) => `asked for: ${asked}`));

    return faults.map((fault) => `${path}, ${size.width} wide: ${fault}`);
}

const faults = [];

for (const path of process.argv.slice(2)) {
    for (const size of [DESKTOP, PHONE]) {
        faults.push(...(await faultsOf(path, size)));
    }
}
console.log(faults.length > 0 ? faults.join('\n') : `no fault in ${process.argv.length - 2} pages`);
process.exitCode = faults.length > 0 ? 1 : 0;
