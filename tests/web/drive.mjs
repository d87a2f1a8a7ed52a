#!/usr/bin/env node
// SPDX-License-Identifier: EUPL-1.2
// One errand in a real browser, for the stories: drive.mjs COMMAND '{"entry": ADDRESS, ...}'. Prints what came
// of it as JSON. Fails when a screen has a fault that axe sees, when the console has an error, or when
// anything but the entry was asked.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { isHere, open, PHONE, violations } from './browser.mjs';
import { Walk } from './walk.mjs';
import { wander } from './wander.mjs';

const PATIENCE = 240000; // milliseconds, for a whole errand on a crowded machine
const [, , command, words = '{}'] = process.argv;
const wish = JSON.parse(words);
const address = wish.entry === undefined ? pathToFileURL(wish.file).href : `${wish.entry}/`;
const origin = wish.entry ?? address;

/** What the browser could keep, show or send away of a screen. */
function carelessness() {
    const due = { autocomplete: 'off', autocorrect: 'off', spellcheck: 'false', writingsuggestions: 'false' };
    const isText = (field) => field.matches('textarea, input[type="text"]');
    const wrong = [...document.querySelectorAll('input, select, textarea')].filter((field) =>
        Object.entries(isText(field) ? due : { autocomplete: 'off' }).some(([name, value]) => field.getAttribute(name) !== value));

    return [...wrong.map((field) => field.outerHTML), ...(document.title === 'Vrijuit' ? [] : [document.title]),
        ...(document.documentElement.translate ? ['a translator may read it'] : [])];
}

/** Judges and, where asked, photographs each screen. */
function watcher(faults) {
    return async (screen, page) => {
        const width = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);

        if (width[0] > width[1]) {
            faults.push(`${screen}: wider than the window: ${width}`);
        }
        faults.push(...(await page.evaluate(carelessness)).map((fault) => `${screen}: careless: ${fault}`));
        if (wish.axe && wish.javaScript !== false) { // axe is JavaScript itself
            faults.push(...(await violations(page)).map((fault) => `${screen}: ${fault}`));
        }
        if (wish.photos !== undefined) {
            await page.screenshot({ path: join(wish.photos, `${wish.name ?? command}-${screen}.png`), fullPage: true });
        }
    };
}

const commands = {
    async report(walk) {
        const start = Date.now();

        await walk.begin(address, wish.lang);
        await walk.answer(wish.answers, { isWhole: wish.isWhole ?? false });
        const codename = await walk.finish();
        const sent = await walk.send();

        return { codename, sent, marks: walk.marked, steps: walk.steps, milliseconds: Date.now() - start };
    },

    async check(walk) {
        const both = await walk.check(address, wish.codename, wish.lang);

        return { both, said: both[wish.lang], followed: wish.followUp === undefined ? 0 : await walk.followUp(wish.followUp) };
    },

    /** From a file: the packet that the page makes. */
    async packet(walk, { page }) {
        await walk.begin(address, wish.lang);
        await walk.answer(wish.answers, { isWhole: true });
        const codename = await walk.finish();
        // Not today: the story carries it first.
        const [round] = await page.selectOption('#day', { index: 4 });
        const [download] = await Promise.all([page.waitForEvent('download'), walk.press('#next')]);

        await download.saveAs(wish.output);
        return { codename, round, name: download.suggestedFilename() };
    },

    /** Whatever stands there after loading. */
    async look(walk, { page }) {
        await page.goto(address);
        await page.waitForSelector(wish.selector ?? 'h1');
        await walk.look('look', page);
        return { said: await page.innerText('main') };
    },

    /** Every way but the straight one, and out. */
    wander(walk, { page, context }) {
        return wander(walk, { page, context }, address);
    },
};

const browser = await open({ origin, proxy: wish.proxy, javaScript: wish.javaScript, wasm: wish.wasm, size: wish.phone ? PHONE : undefined, dark: wish.dark });
const faults = [];
let result;

setTimeout(() => {
    console.error(`${command} takes too long`);
    browser.close().finally(() => process.exit(1));
}, PATIENCE).unref();

try {
    result = await commands[command](new Walk(browser.page, { look: watcher(faults), byKeys: wish.keys }), browser);
} catch (error) {
    const said = await browser.page.innerText('body').catch(() => '');

    console.error(`${error.stack}\n--- the page says\n${said}\n--- ${browser.seen.errors.join('\n')}`);
    await browser.page.screenshot({ path: join(process.env.VRIJUIT_PHOTOS ?? '/tmp', 'vrijuit-fault.png') }).catch(() => null);
    await browser.close();
    process.exit(1);
}
const asked = await browser.close();

assert.deepEqual(faults, []);
assert.deepEqual(browser.seen.errors, []);
assert.deepEqual(browser.seen.requests.filter((request) => !isHere(request.split(' ')[1], origin)), [], 'asked elsewhere');
assert.deepEqual(asked.filter((url) => !isHere(url, origin)), [], 'asked elsewhere, below the page');
console.log(JSON.stringify({ ...result, requests: browser.seen.requests.map((request) => request.replace(origin, '')) }));
