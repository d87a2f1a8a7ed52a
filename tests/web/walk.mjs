// SPDX-License-Identifier: EUPL-1.2
// A person who walks through the page. Each step is one thing that a person does.
import assert from 'node:assert/strict';

const TABS_MAX = 150;

export class Walk {
    /** look is called on each screen, with its name. byKeys: no mouse. */
    constructor(page, { look = async () => {}, byKeys = false } = {}) {
        this.page = page;
        this.look = look;
        this.byKeys = byKeys;
        this.steps = 0;
    }

    /** From where the focus is, forward; Tab enters a group of radio buttons, arrows go through it. */
    async tabTo(selector) {
        let key = 'Tab';

        for (let i = 0; i < TABS_MAX; i++) {
            await this.page.keyboard.press(key);
            const [isThere, isInGroup] = await this.page.evaluate((due) => {
                const { activeElement: active } = document;

                return [active.matches(due), active.type === 'radio' && active.name === document.querySelector(due).name];
            }, selector);

            if (isThere) {
                return;
            }
            key = isInGroup ? 'ArrowDown' : 'Tab';
        }
        throw new Error(`the keyboard does not reach ${selector}`);
    }

    async on(screen, selector) {
        await this.page.waitForSelector(selector);
        await this.look(screen, this.page);
    }

    async press(selector) {
        this.steps++;
        if (this.byKeys) {
            await this.tabTo(selector);
            await this.page.keyboard.press(selector.startsWith('input') ? 'Space' : 'Enter');
        } else {
            await this.page.click(selector);
        }
    }

    async write(selector, text) {
        this.steps++;
        if (this.byKeys) {
            await this.tabTo(selector);
            await this.page.keyboard.insertText(text);
        } else {
            await this.page.fill(selector, text);
        }
    }

    async answerOne(id, answer) {
        if (typeof answer === 'string' && await this.page.locator(`#box-${id}`).count() > 0) {
            await this.write(`#box-${id}`, answer);
            return;
        }
        for (const option of [answer].flat()) {
            await this.press(`input[name="${id}"][value="${option}"]`);
        }
    }

    async begin(address, lang) {
        await this.page.goto(address);
        await this.on('start', '#begin');
        if (lang === 'en') {
            await this.press('#language');
            await this.on('start-en', '#begin');
        }
    }

    /** All questions on one page, or one by one. */
    async answer(answers, { isWhole }) {
        await this.press('#begin');
        await this.on('question', '#next');
        if (isWhole) {
            await this.press('#whole');
            await this.on('questions', '#next');
            for (const [id, answer] of Object.entries(answers)) {
                await this.answerOne(id, answer);
            }
            await this.press('#next');
            return;
        }
        while (await this.page.locator('.place').count() > 0) {
            const id = await this.page.evaluate(() => document.querySelector('main input')?.name ??
                document.querySelector('main textarea').id.slice(4));

            if (answers[id] !== undefined) {
                await this.answerOne(id, answers[id]);
            }
            await this.press('#next');
        }
    }

    /** What the screen says, read in one language and in the other; by language. */
    async inBoth(screen, read) {
        const said = {};

        for (const name of [`${screen}-other`, `${screen}-again`]) {
            said[await this.page.getAttribute('html', 'lang')] = await read();
            await this.press('#language');
            await this.look(name, this.page);
        }
        return said;
    }

    /** What is marked on the overview, and what is said of it; null when nothing is. */
    async marks() {
        if (await this.page.locator('mark').count() === 0) {
            return null;
        }
        return this.inBoth('review', () => this.page.evaluate(() => ({
            marked: [...document.querySelectorAll('mark')].map((mark) => mark.firstChild.textContent),
            explained: [...document.querySelectorAll('.answer li:has(q)')].map((item) => item.innerText.replaceAll('\n', ' ')),
        })));
    }

    /** Neither chosen with all the rest, nor copied, dragged, or taken with a menu. */
    async copyNothing(codename) {
        await this.page.keyboard.press('Control+A');
        const [chosen, allowed] = await this.page.evaluate(() => {
            const events = ['copy', 'cut', 'dragstart', 'contextmenu', 'selectstart'];
            const word = document.querySelector('.codename li');
            const said = getSelection().toString();

            getSelection().removeAllRanges();
            return [said, events.filter((event) => word.dispatchEvent(new Event(event, { bubbles: true, cancelable: true })))];
        });

        assert.ok(chosen.includes(await this.page.textContent('h1')), 'nothing at all was chosen');
        assert.deepEqual(codename.split(' ').filter((word) => new RegExp(`^\\W*${word}\\W*$`, 'm').test(chosen)), [], 'words that can be chosen');
        assert.deepEqual(allowed, [], 'what may be done with the codename');
        assert.equal(await this.page.evaluate(() => getComputedStyle(document.querySelector('.codename li')).userSelect), 'none');
    }

    /** From the overview to the end; gives the codename that was shown. */
    async finish() {
        await this.on('review', 'section.answer');
        this.marked = await this.marks();
        await this.press('#next');
        await this.on('codename', '.codename');
        const codename = (await this.page.locator('.codename li').allTextContents()).join(' ');

        await this.copyNothing(codename);
        await this.press('#next');
        await this.on('type-back', '#words');
        await this.write('#words', codename.toUpperCase());
        await this.press('#next');
        await this.on('send', '#next');
        return codename;
    }

    async send() {
        await this.press('#next');
        await this.page.waitForSelector('.good, .alert');
        await this.look('done', this.page);
        return this.page.locator('.good').count();
    }

    async check(address, codename, lang) {
        await this.begin(address, lang);
        await this.press('#check');
        await this.on('check', '#words');
        await this.write('#words', codename);
        await this.press('#next');
        await this.on('result', '#follow');
        return this.inBoth('result', () => this.page.innerText('main'));
    }

    async followUp(text) {
        await this.press('#follow');
        await this.on('follow', '#box-text');
        await this.write('#box-text', text);
        await this.press('#next');
        await this.on('follow-review', '#next');
        await this.press('#next');
        await this.on('follow-send', '#next');
        return this.send();
    }
}
