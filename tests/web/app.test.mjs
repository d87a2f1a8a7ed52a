// SPDX-License-Identifier: EUPL-1.2
// What the page has in hand, without a browser around it.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { load } from './library.mjs';

const [{ App }] = await load('app');

test('work that ends after the person has left shows nothing', () => {
    const app = new App({ result: () => assert.fail('a screen is made') }, null);

    globalThis.document = { getElementById: () => null, querySelector: () => null, documentElement: {} };
    app.show('result');
    app.fail('memory');
    assert.ok(app.isLeft);
});
