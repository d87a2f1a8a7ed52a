// SPDX-License-Identifier: EUPL-1.2
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { hex, hexOf, load, utf8, vectors, verdict } from './library.mjs';

const [circles, form, answers, fingerprint, record] =
    await load('circle', 'form', 'answers', 'fingerprint', 'record');
const { cases, must_refuse: refusals } = vectors('circle');

function textOf(one, name) {
    const place = one[`${name}_of_case`];

    return utf8(place === undefined ? one[name] : cases[place][name]);
}

/** As the page does: verified, then judged. */
function accept(one) {
    const circle = circles.verifyCircle(textOf(one, 'circle'), textOf(one, 'minisig'), hex(one.pin));
    const seen = one.seen_sequence === undefined ? null
        : { sequence: one.seen_sequence, id: hex(one.seen_circle_id ?? hexOf(circle.id)) };

    circles.judgeCircle(circle, one.today ?? '2027-01-01', seen);
    return circle;
}

test('circles of suite 1 are read', () => {
    for (const one of cases.filter(({ circle }) => JSON.parse(circle).suite === 1)) {
        const circle = accept(one);

        assert.equal(hexOf(circle.id), one.circle_id);
        assert.deepEqual(circle.hops.map((hop) => hexOf(hop.id)), one.hop_ids);
        circle.councils.forEach((council) => {
            assert.equal(form.longestContent(council.questions), one.longest_content[council.id]);
        });
        assert.ok(one.council_key_ids.flat().includes(hexOf(record.councilKeyId(circle.councils[0].keys[0].public))));
    }
});

test('a circle of suite 2 is refused as one that this page cannot do', () => {
    const suite2 = cases.filter(({ circle }) => JSON.parse(circle).suite === 2);

    assert.ok(suite2.length > 0);
    assert.equal(verdict(() => accept(suite2[0])), 'unsupported');
});

test('circles that must be refused are', () => {
    assert.ok(refusals.length >= 58);
    for (const one of refusals) {
        assert.notEqual(verdict(() => accept(one)), 'ok', one.name);
    }
});

test('what is refused before parsing is refused for its signature file', () => {
    for (const one of refusals.filter(({ refused }) => refused === 'before parsing')) {
        const garbage = (text) => circles.verifyCircle(text, textOf(one, 'minisig'), hex(one.pin));

        // The verdict on other bytes with this signature file is never one about JSON.
        assert.throws(() => garbage(utf8('{')), (error) => !error.message.includes('JSON'), one.name);
    }
});

test('the circles that are refused for their content are refused by the reader', () => {
    for (const one of refusals.filter(({ refused }) => ['content', 'unknown member'].includes(refused))) {
        assert.equal(verdict(() => circles.parseCircle(textOf(one, 'circle'))), one.name === 'vrijuit 2' ? 'unsupported' : 'malformed', one.name);
    }
});

test('rounds begin, turn late and end as section 2 says', () => {
    const circle = { genesis: 1000, roundSeconds: 240 };

    assert.equal(circles.roundAt(circle, 999), null);
    assert.deepEqual(circles.roundAt(circle, 1000), { round: 0, late: false });
    assert.deepEqual(circles.roundAt(circle, 1229.9), { round: 0, late: false });
    assert.deepEqual(circles.roundAt(circle, 1230), { round: 0, late: true });
    assert.deepEqual(circles.roundAt(circle, 1240), { round: 1, late: false });
    assert.equal(circles.roundStart(circle, 3), 1720);
});

test('fingerprints are the words of the vectors', () => {
    const { fingerprints } = vectors('shares');

    assert.ok(fingerprints.length > 1);
    for (const { lang, key, words } of fingerprints) {
        assert.equal(fingerprint.fingerprint(lang, hex(key)).join(' '), words);
    }
});

const questions = [
    { id: 'one', type: 'one', required: true, options: [{ id: 'a' }, { id: 'b' }] },
    { id: 'many', type: 'many', required: false, options: [{ id: 'a' }, { id: 'b' }] },
    { id: 'text', type: 'text', required: false, maximum: 5 },
];

test('answers that fit are taken', () => {
    for (const fit of [{ one: 'a' }, { one: 'b', many: ['b', 'a'] }, { one: 'a', text: '😀😀\n\té' }]) {
        assert.equal(verdict(() => answers.judgeAnswers(questions, fit)), 'ok', JSON.stringify(fit));
    }
});

test('answers that do not fit are refused', () => {
    for (const unfit of [{}, null, [], { one: 'c' }, { one: ['a'] }, { one: '' }, { one: 'a', many: [] },
        { one: 'a', many: 'a' }, { one: 'a', many: ['a', 'a'] }, { one: 'a', many: ['c'] }, { one: 'a', text: '' },
        { one: 'a', text: 'sixsix' }, { one: 'a', text: 'a\u0007' }, { one: 'a', text: '\u0085' },
        { one: 'a', text: '\ud800' }, { one: 'a', text: ['a'] }, { one: 'a', other: 'a' }]) {
        assert.equal(verdict(() => answers.judgeAnswers(questions, unfit)), 'malformed', JSON.stringify(unfit));
    }
    assert.equal(answers.cleaned('a\r\nb\rc\u0007\ud800\td'), 'a\nb\nc\td');
});
