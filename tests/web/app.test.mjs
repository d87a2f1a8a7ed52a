// SPDX-License-Identifier: EUPL-1.2
// What the page has in hand, without a browser around it.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { load } from './library.mjs';

const [{ App }, { sameCouncil }] = await load('app', 'draft');

test('work that ends after the person has left shows nothing', () => {
    const app = new App({ result: () => assert.fail('a screen is made') }, null);

    globalThis.document = { getElementById: () => null, querySelector: () => null, documentElement: {} };
    app.show('result');
    app.fail('memory');
    assert.ok(app.isLeft);
});

test('a follow-up is forgotten with what was found, a begun report is not', () => {
    const app = new App({}, null);
    const { begun } = app;

    app.found = {};
    app.report = {};
    app.forgetReport();
    assert.ok(app.report === begun && app.begun === begun && app.found === null);
    app.forgetReport();
    assert.notEqual(app.report, begun);
    assert.equal(app.report, app.begun);
});

test('answers go to the council of the newer circle, if it asks the same', () => {
    const council = { id: 'raad', questions: [{ id: 'a' }], keys: [1] };
    const newer = { ...council, keys: [2] };

    assert.equal(sameCouncil({ councils: [{ ...council, id: 'x' }, newer] }, council), newer);
    assert.equal(sameCouncil({ councils: [{ ...newer, questions: [{ id: 'b' }] }] }, council), null);
    assert.equal(sameCouncil({ councils: [] }, council), null);
});
