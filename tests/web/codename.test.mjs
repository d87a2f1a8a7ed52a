// SPDX-License-Identifier: EUPL-1.2
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { hex, hexOf, load, vectors } from './library.mjs';

const [codename, words] = await load('codename', 'words');
const { cases, word_lists: lists } = vectors('codename');
// Each takes a second or more: one of each language, or all.
const some = process.env.VRIJUIT_LONG ? cases : ['nl', 'en'].map((lang) => cases.find((one) => one.lang === lang));

test('the lists have 2048 words each, none in both', () => {
    assert.deepEqual(Object.keys(lists).map((lang) => words.words[lang].length), [2048, 2048]);
    assert.equal(new Set([...words.words.nl, ...words.words.en]).size, 4096);
});

test('a codename gives the locators and reply keys of the vectors', async () => {
    const progress = [];

    for (const one of some) {
        assert.equal(codename.makeCodename(one.lang, hex(one.codename_bits)), one.codename);
        assert.equal(codename.normalise(one.typed), one.normalised);
        const root = await codename.rootOf(one.normalised, hex(one.pin), (done) => progress.push(done));

        assert.equal(hexOf(root), one.root);
        for (const { i, locator } of one.locators) {
            assert.equal(hexOf(codename.locatorOf(root, i)), locator);
        }
        const pair = codename.replyPair(root);

        assert.equal(hexOf(pair.public), one.reply_public_1);
        assert.equal(hexOf(codename.replyKeyId(pair.public)), one.reply_key_id_1);
    }
    assert.ok(progress.length > some.length && Math.max(...progress) === 1, 'progress is told');
});

test('a slip is named by its place, with the word that was probably meant', () => {
    const right = cases[0].codename.split(' ');
    const withThird = (word) => right.map((other, i) => (i === 2 ? word : other)).join(' ');
    const slip = (typed) => {
        try {
            return codename.normalise(typed);
        } catch (error) {
            return [error.count, error.word, error.near];
        }
    };

    assert.equal(slip(`  ${right.join('\t ').toUpperCase()}\n`), right.join(' '));
    assert.deepEqual(slip(right.slice(1).join(' ')), [7, 0, null]);
    assert.deepEqual(slip(withThird(`${right[2]}x`)), [8, 3, right[2]]);
    assert.deepEqual(slip(withThird('zzzzqqq')), [8, 3, null]);
    assert.deepEqual(slip(''), [0, 0, null]);
});

test('two fresh codenames differ', () => {
    assert.notEqual(codename.makeCodename('nl'), codename.makeCodename('nl'));
});
