// SPDX-License-Identifier: EUPL-1.2
// The linter of the web form: the cases of tests/vectors/linter.json; the same words as the command
// line's, in both languages and in its lists; the same marks on mutations of the cases.
// usage: node linter_web.mjs SOURCE_FOLDER LINTER_TOOL [MUTATIONS [SEED]]
import { strict as assert } from 'node:assert';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [source, tool, mutations = '3000', seed = '1'] = process.argv.slice(2);
const { lint, texts } = await import(pathToFileURL(`${source}/client/web/src/linter.mjs`));
const { phrases, words } = await import(
    pathToFileURL(`${source}/client/web/src/linter_words.mjs`));
const read = (name) => readFileSync(`${source}/${name}`, 'utf8');

// The marks in bytes of UTF-8, as the command line counts.
function marksOf(text) {
    return lint(text).map(({ start, end, kind }) => {
        const before = Buffer.byteLength(text.slice(0, start));

        return { start: before, len: Buffer.byteLength(text.slice(start, end)), kind };
    });
}

const byPlace = (a, b) => a.start - b.start || a.len - b.len;

function checkCases(cases) {
    for (const { text, marks } of cases) {
        const expected = marks.filter((mark) => !mark.missed)
            .map(({ start, len, kind }) => ({ start, len, kind })).sort(byPlace);

        assert.deepEqual(marksOf(text), expected, text);
    }
}

function checkLimits() {
    assert.equal(lint('a'.repeat(20000)).length, 1);
    assert.throws(() => lint('a'.repeat(20001)), RangeError);
    assert.equal(lint('😀'.repeat(3000)).length, 0);
    assert.equal(lint('06-12345678 '.repeat(300)).length, 200);
    assert.deepEqual(lint('\ud800 Bel 06-12345678'), [{ start: 6, end: 17, kind: 'phone' }]);
}

// msgid to msgstr of a catalogue without plurals and contexts.
function readCatalogue(text) {
    const entries = new Map();
    const unquote = (lines) => lines.match(/"(?:[^"\\]|\\.)*"/g).map((part) => JSON.parse(part)).join('');

    for (const [, id, translated] of
        text.matchAll(/^msgid ((?:"(?:[^"\\]|\\.)*"\n)+)msgstr ((?:"(?:[^"\\]|\\.)*"\n)+)/gm)) {
        entries.set(unquote(id), unquote(translated));
    }
    return entries;
}

function checkTexts() {
    const catalogue = readCatalogue(read('client/po/nl.po'));
    const code = read('client/linter_speech.c');
    let count = 0;

    assert.deepEqual(Object.keys(texts.nl), Object.keys(texts.en));
    for (const [field, of] of [['name', 'linter_name'], ['reason', 'linter_reason'],
        ['proposal', 'linter_proposal']]) {
        const body = code.split(`\n${of}(`)[1].split('\n}\n')[0];

        for (const [, kind, english] of
            body.matchAll(/case LINTER_(\w+):\s+return gettext\(((?:\s*"[^"]*")+)\);/g)) {
            const said = english.match(/"[^"]*"/g).map((part) => JSON.parse(part)).join('');

            assert.equal(texts.en[kind.toLowerCase()][field], said);
            assert.equal(texts.nl[kind.toLowerCase()][field], catalogue.get(said));
            count++;
        }
    }
    assert.equal(count, 3 * Object.keys(texts.en).length);
}

function checkWords() {
    const code = read('client/linter_words.c');
    const joined = (text) => text.match(/"[^"]*"/g).map((part) => part.slice(1, -1)).join('');
    const lists = [...code.matchAll(/\[WORDS_(\w+)\] =((?:\s*"[^"]*")+)/g)]
        .map(([, name, text]) => [name.toLowerCase(), joined(text).trim().split(' ')]);
    const rows = [...code.matchAll(/\{ LINTER_(\w+), (true|false),((?:\s*"[^"]*")+) \}/g)]
        .map(([, kind, isNamed, text]) => [kind.toLowerCase(), isNamed === 'true',
            joined(text).split('|').filter((phrase) => phrase !== '')]);

    assert.deepEqual(lists, Object.entries(words).map(([name, list]) => [name, [...list]]));
    for (const [, list] of lists) {
        assert.deepEqual(list, [...new Set(list)].sort());
    }
    assert.deepEqual(rows, phrases.map((row) => [row.kind, row.isNamed, [...row.words]]));
}

// A small generator, so that a failure comes again with its seed.
let state = Number(seed) >>> 0;
function random(below) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
}

const bits = [' ', '\n', '\n\n', '.', ',', '-', '/', ':', '\'', '’', '(', '+', '@', '\\', '#', '€',
    '0', '1', '9', '2024', '06', 'é', 'É', 'ij', '\u0301', '\u00ad', '😀', '\u00a0', 'van', 'de', 'Jan',
    'J.', 'uur', 'om', 'en', 'kamer', 'maart', 'BSN', 'NL', 'nl', 'mr.', '–'];

// Characters of a case taken out, doubled, changed, mixed with those of another.
function mutate(texts) {
    const pick = () => Array.from(texts[random(texts.length)]);
    let letters = pick().slice(0, 400);

    if (random(4) === 0) {
        const other = pick();

        letters.splice(random(letters.length + 1), 0, ...other.slice(random(other.length)).slice(0, 60));
    }
    for (let i = random(8) + 1; i > 0; i--) {
        const at = random(letters.length + 1);

        switch (random(4)) {
            case 0: letters.splice(at, 1 + random(3)); break;
            case 1: letters.splice(at, 0, bits[random(bits.length)]); break;
            case 2: letters.splice(at, 1, bits[random(bits.length)]); break;
            default: letters.splice(at, 0, ...letters.slice(at, at + random(12)));
        }
    }
    return letters.join('').replaceAll('\0', '');
}

function marksOfTool(inputs) {
    const { status, stdout, stderr } = spawnSync(tool, {
        input: inputs.map((text) => `${text}\0`).join(''), maxBuffer: 2 ** 28,
    });

    assert.equal(status, 0, String(stderr));
    return stdout.toString().split('.\n').slice(0, -1).map((block) => block.trim());
}

function checkMutations(cases) {
    const corpus = cases.map(({ text }) => text);
    const inputs = [...corpus, ...Array.from({ length: Number(mutations) }, () => mutate(corpus))];
    const found = marksOfTool(inputs);

    assert.equal(found.length, inputs.length);
    inputs.forEach((text, i) => {
        const here = marksOf(text).map(({ start, len, kind }) => `${start} ${len} ${kind}`).join('\n');

        assert.equal(here, found[i], JSON.stringify(text));
    });
    return inputs.length;
}

const { tune, held } = JSON.parse(read('tests/vectors/linter.json'));
const cases = [...tune, ...held];

checkCases(cases);
checkLimits();
checkTexts();
checkWords();
console.log(`${cases.length} cases, ${checkMutations(cases)} texts as the command line marks them`);
