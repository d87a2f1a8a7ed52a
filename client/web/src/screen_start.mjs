// SPDX-License-Identifier: EUPL-1.2
// Loading, trouble, the first screen and the choice of a council.
import { alertBox, backButton, button, el, heading, paragraph, statusBox } from './dom.mjs';
import { Draft, sameCouncil } from './draft.mjs';
import { fingerprint } from './fingerprint.mjs';
import { Refusal } from './refusal.mjs';
import { isFile, receiptsAreBehind, visitEntry, visitHandout } from './visit.mjs';
import { dayIn, dayOfRound } from './when.mjs';

export function loading({ texts }) {
    return [heading(texts.loadingTitle), statusBox(texts.loading)];
}

/** Fetches and verifies, then goes to the screen named; trouble has a screen of its own. */
export async function visit(app, next) {
    app.show('loading');
    try {
        app.visit = isFile() ? visitHandout(app.pin) : await visitEntry(app.pin, app.visit);
        app.show(next);
    } catch (error) {
        app.fail(error instanceof Refusal ? error.code : 'offline', error.circle ?? null);
    }
}

function troubleText({ texts, lang, trouble, troubled }) {
    const text = texts.trouble[trouble] ?? texts.failed;
    const day = { expired: (circle) => dayIn(lang, circle.expires), notBegun: (circle) => dayOfRound(lang, circle, circle.fromRound) }[trouble];

    return typeof text === 'function' ? text(day(troubled)) : text;
}

export function trouble(app) {
    const isFinal = ['pin', 'handout', 'handoutOld', 'untrusted', 'unsupported', 'token'].includes(app.trouble);

    return [
        heading(app.texts.troubleTitle),
        el('div', { class: 'alert', role: 'alert' }, troubleText(app)),
        isFinal ? null : button(app.texts.again, () => visit(app, 'start'), { class: 'primary' }),
    ];
}

/** With what was written already, where the person came back from there; trouble may have brought another circle. */
function begin(app) {
    const { begun, visit: { circle } } = app;
    const council = begun.council ?? (circle.councils.length === 1 ? circle.councils[0] : null);

    app.report = begun;
    begun.council = council === null ? null : sameCouncil(circle, council);
    if (begun.council !== council && begun.council === null) {
        app.result = 'changed';
        app.show('notDone');
        return;
    }
    begun.draft ??= Draft.report(app.lang);
    begun.draft.derive(app.pin);
    app.show(council === null ? 'council' : 'questions');
}

function checkedBox(app) {
    const { texts, lang, visit: { circle } } = app;

    return el('section', { class: 'card', 'aria-labelledby': 'checked' },
        el('h2', { id: 'checked' }, texts.checkedTitle),
        paragraph(texts.checkedCircle(app.say(circle.name), dayIn(lang, circle.expires))),
        paragraph(texts.checkedHops(circle.hops.length)),
        el('dl', {},
            el('dt', {}, texts.councils),
            circle.councils.map((council) => el('dd', {}, app.say(council.name))),
            el('dt', {}, texts.fingerprint),
            el('dd', { class: 'words', id: 'fingerprint' }, fingerprint(lang, app.pin).join(' ')),
            el('dd', { class: 'hint' }, texts.fingerprintHelp)),
        paragraph(texts.nothingKept));
}

export function start(app) {
    const { texts, begun } = app;
    const isBegun = Object.keys(begun.answers).length > 0;

    return [
        heading(texts.startTitle),
        isFile() || !receiptsAreBehind(app.visit) ? null : alertBox(texts.noteTitle, texts.receiptsBehind),
        el('h2', {}, texts.whatTitle),
        paragraph(texts.what),
        el('h2', {}, texts.notTitle),
        paragraph(texts.not),
        paragraph(texts.notHelp),
        el('h2', {}, texts.saferTitle),
        el('ul', {}, texts.safer.map((advice) => el('li', {}, advice))),
        el('div', { class: 'buttons' },
            button(isBegun ? texts.goOn : texts.begin, () => begin(app), { class: 'primary', id: 'begin' }),
            button(texts.haveCodename, () => app.show('check'), { id: 'check' })),
        checkedBox(app),
    ];
}

export function council(app) {
    const { texts, visit: { circle }, report } = app;
    const problem = el('div', {});
    const go = () => {
        if (report.council === null) {
            problem.replaceChildren(alertBox(texts.errorTitle, texts.chooseOne));
        } else {
            app.show(report.draft.kind === 'report' ? 'questions' : 'follow');
        }
    };
    const choices = circle.councils.map((one) => el('label', { class: 'choice' },
        el('input', {
            type: 'radio', name: 'council', value: one.id, checked: report.council === one, autocomplete: 'off',
            onchange: () => {
                report.council = one;
            },
        }), el('span', {}, app.say(one.name))));

    return [
        heading(texts.councilTitle),
        problem,
        el('fieldset', { 'aria-describedby': 'help' }, el('legend', { class: 'hidden' }, texts.councilTitle),
            el('p', { class: 'hint', id: 'help' }, texts.councilHelp), choices),
        el('div', { class: 'buttons' }, button(texts.next, go, { class: 'primary', id: 'next' }),
            backButton(texts.back, () => app.show(report.draft.kind === 'report' ? 'start' : 'result'))),
    ];
}

