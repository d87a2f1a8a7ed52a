// SPDX-License-Identifier: EUPL-1.2
// A person who does not walk straight: back, again, in a second window, to the printer, with large letters, and away.
import assert from 'node:assert/strict';

const ANSWER = 'input[name="thema"][value="neutraliteit"]';
const MORE = 'Ook nooit gedrukt: spruitjes.';
const WORDS = 'Nooit gedrukt: boerenkool.';
const CODENAME = Array(8).fill('aalbes').join(' ');
const ZOOMED = { width: 550, height: 450 }; // a window of 1100 by 900 at 200 %

function place(page) {
    return page.textContent('.place');
}

/** Past the header by keyboard: no step in the history, so Back and leaving stay as they were. */
async function skip(page) {
    const where = () => page.evaluate(() => [history.length, location.href, document.querySelector('main').innerText]);
    const before = await where();

    await page.focus('#skip');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.activeElement.matches('h1'));
    assert.deepEqual(await where(), before);
}

/** The browser's Back, question by question, until the first screen; and what was written is still there. */
async function goBack(walk, page) {
    await walk.press(ANSWER);
    await walk.press('#next');
    const second = await place(page);

    await skip(page);
    await walk.press('#next');
    await page.goBack();
    assert.equal(await place(page), second);
    await page.goBack();
    assert.ok(await page.isChecked(ANSWER));
    await page.goBack();
    await page.waitForSelector('#begin');
    assert.equal(await page.textContent('#begin'), 'Ga verder met je melding');
    await page.goForward();
    await walk.press('#begin');
    assert.ok(await page.isChecked(ANSWER));
}

/** For the next codename there is too little memory, once. */
async function runShort(page) {
    await page.evaluate(() => {
        const { Uint32Array: Enough } = globalThis;

        globalThis.Uint32Array = new Proxy(Enough, {
            construct(target, words) {
                if (words[0] > 1e6) {
                    globalThis.Uint32Array = Enough;
                    throw new RangeError('Array buffer allocation failed');
                }
                return Reflect.construct(target, words);
            },
        });
    });
}

/** Another window knows nothing of this one; nor does this one, once it is loaded again. */
async function beginAgain(walk, page, context, address) {
    const other = await context.newPage();

    for (const one of [other, page]) {
        await (one === other ? one.goto(address) : one.reload());
        await one.waitForSelector('#begin');
        assert.equal(await one.textContent('#begin'), 'Begin met een melding');
        await runShort(one);
        await one.click('#begin');
        assert.ok(!await one.isChecked(ANSWER));
    }
    return other;
}

/** What would come out of a printer: one sentence, and nothing of the person. */
async function print(page) {
    await page.emulateMedia({ media: 'print' });
    const [said, shown] = await page.evaluate(() => [getComputedStyle(document.body, '::before').content,
        [...document.body.querySelectorAll('*')].filter((one) => one.checkVisibility()).length]);

    assert.match(said, /^"Deze pagina drukt niets af/);
    assert.equal(shown, 0);
    await page.emulateMedia({ media: 'screen' });
}

/** By keyboard, backwards over a long page: what has the focus never lies under the header. */
async function seeFocus(page) {
    await page.setViewportSize(ZOOMED);
    await page.focus('#whole');
    for (let i = 0; i < 40; i++) {
        await page.keyboard.press('Shift+Tab');
        const hidden = await page.evaluate(() => {
            const { activeElement: active } = document;
            const { bottom } = document.querySelector('header').getBoundingClientRect();

            return active.closest('main') !== null && active.getBoundingClientRect().top < bottom ? active.outerHTML : null;
        });

        assert.equal(hidden, null, 'under the header');
    }
}

/** In the colours of high contrast, where axe sees colours that are not drawn: no frame around bare words. */
async function seeContrast(page) {
    await page.emulateMedia({ forcedColors: 'active' });
    assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector('button.plain')).borderTopWidth), '0px');
    await page.emulateMedia({ forcedColors: 'none' });
}

/** While the page works, Back changes nothing. */
async function beBusy(walk, page) {
    while (await page.locator('#check').count() === 0) {
        await walk.press('main .back');
    }
    await walk.press('#check');
    await walk.write('#words', CODENAME);
    // In the page itself: the work may be done within a second.
    assert.ok(await page.evaluate(() => new Promise((resolve) => {
        addEventListener('popstate', () => resolve(document.querySelector('progress') !== null && history.state === 'inside'),
            { once: true });
        document.getElementById('next').click();
        history.back();
    })));
}

/** A follow-up and a report do not push each other away; with what was found, the follow-up is forgotten. */
async function followUp(walk, page) {
    for (const due of ['', MORE]) {
        await walk.press('#follow');
        assert.equal(await page.inputValue('#box-text'), due);
        await walk.write('#box-text', MORE);
        await page.goBack();
        await page.waitForSelector('#follow');
    }
    await walk.press('main .back');
    assert.equal(await page.textContent('#begin'), 'Ga verder met je melding');
    await walk.press('#begin');
    assert.equal(await page.inputValue('#box-eigen-woorden'), WORDS);
}

/** What stands after leaving: neither Back nor Forward shows anything of the page. */
async function seeNothing(page) {
    await page.waitForURL('about:blank');
    const said = [await page.innerText('body')];

    for (const way of ['goBack', 'goForward', 'goForward']) {
        await page[way]().catch(() => null);
        await page.waitForURL('about:blank');
        said.push(await page.innerText('body'));
    }
    return said.join('');
}

/** Away by the button, pressed once: the page is empty before anything else is loaded. */
async function leaveByButton(page) {
    let left;

    await page.click(ANSWER);
    assert.equal(await page.textContent('#leave'), 'Verlaat snel');
    await page.click('#language');
    assert.equal(await page.textContent('#leave'), 'Leave quickly');
    assert.ok(await page.isChecked(ANSWER));
    await page.exposeFunction('tellLeft', (...words) => { left = words; });
    await page.evaluate(() => document.getElementById('leave').addEventListener('click',
        () => globalThis.tellLeft(document.body.innerHTML, document.title)));
    await page.click('#leave');
    const said = await seeNothing(page);

    assert.deepEqual(left, ['', ''], 'what stands after the button');
    await page.close();
    return said;
}

/** Away by keyboard, from the midst of the work. */
async function leaveByKeys(page) {
    for (let i = 0; i < 3; i++) {
        await page.keyboard.press('Escape');
    }
    return seeNothing(page);
}

export async function wander(walk, { page, context }, address) {
    await walk.begin(address, 'nl');
    await walk.press('#begin');
    await page.waitForSelector('#next');
    await goBack(walk, page);
    const left = await leaveByButton(await beginAgain(walk, page, context, address));

    await walk.press('#whole');
    await walk.write('#box-eigen-woorden', WORDS);
    await print(page);
    await seeContrast(page);
    await seeFocus(page);
    await walk.look('large', page);
    await beBusy(walk, page);
    await followUp(walk, page);
    await walk.press(ANSWER);
    await walk.press('#next');
    await walk.finish(); // the codename is worked out after all
    await beBusy(walk, page);
    return { said: left + await leaveByKeys(page) };
}
