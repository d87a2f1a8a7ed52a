// SPDX-License-Identifier: EUPL-1.2
// Codename in; receipts and answers out; and from there a follow-up.
import { blank } from './app.mjs';
import { normalise, rootOf } from './codename.mjs';
import { alertBox, backButton, button, el, heading, paragraph, progressBox, statusBox, strange } from './dom.mjs';
import { Draft } from './draft.mjs';
import { look } from './looking.mjs';
import { slipOf, wordsField } from './screen_codename.mjs';
import { textBox } from './screen_questions.mjs';
import { explanations, markedText, marksOf } from './screen_review.mjs';
import { isFile, receiptsAreBehind } from './visit.mjs';
import { dayOfRound } from './when.mjs';

const FOLLOW_UP_MAX = 6000; // characters; what a record holds is more
const RECENT = 3; // rounds

async function search(app, typed, place) {
    const { texts } = app;
    const bar = progressBox(texts.derivingLabel);

    app.isBusy = true;
    place.replaceChildren(paragraph(texts.deriving), bar.element);
    let root;

    try {
        root = await rootOf(normalise(typed), app.pin, (share) => bar.set(share, texts.derivingProgress(Math.floor(share * 100))));
    } catch {
        app.fail('memory');
        return;
    }
    place.replaceChildren(statusBox(texts.looking));
    const found = await look(root, app.visit);

    if (!app.isLeft) {
        app.found = { root, ...found };
        app.show('result');
    }
}

export function check(app) {
    const { texts } = app;
    const problem = el('div', {});
    const place = el('div', {});
    const go = () => {
        const slip = slipOf(texts, field.input.value);

        problem.replaceChildren(...(slip === null ? [] : [alertBox(texts.errorTitle, slip)]));
        if (slip === null) {
            search(app, field.input.value, place);
        } else {
            field.input.focus();
        }
    };
    const field = wordsField(texts.typeBackLabel, go);

    place.append(...field.nodes, el('div', { class: 'buttons' }, button(texts.checkButton, go, { class: 'primary', id: 'next' }),
        backButton(texts.back, () => app.show('start'))));
    return isFile() ? [heading(texts.checkTitle), paragraph(texts.checkOffline), backButton(texts.back, () => app.show('start'))]
        : [heading(texts.checkTitle), paragraph(texts.checkHelp), problem, place];
}

function newest(app) {
    const { texts, lang, visit } = app;
    const { circle, receipts, boards } = visit;
    const last = receipts.at(-1);
    const day = (round) => dayOfRound(lang, circle, round);

    return el('div', { class: 'hint' },
        paragraph(last === undefined ? texts.noReceipts : texts.newestReceipts(last.round, day(last.round))),
        boards.map((board, i) => {
            const name = app.say(circle.councils[i].name);

            return board?.cells === undefined ? paragraph(board === null ? texts.noBoard(name) : texts.badBoard(name))
                : paragraph(texts.newestBoard(name, board.round, day(board.round)));
        }),
        receiptsAreBehind(visit) ? alertBox(texts.noteTitle, texts.receiptsBehind) : null);
}

/** Nobody keeps when a report was sent, so both cases are told. */
function storedBox(app) {
    const { texts, lang, found, visit: { circle, round } } = app;
    const day = (which) => dayOfRound(lang, circle, which);

    if (found.rounds.length > 0) {
        return [el('h2', {}, texts.storedTitle), el('ul', {}, found.rounds.map((one) => el('li', {}, texts.stored(one, day(one))))),
            paragraph(texts.storedNote)];
    }
    return [el('h2', {}, texts.notStoredTitle), paragraph(texts.notStored), paragraph(texts.notStoredRecent(day(round))),
        round > RECENT ? paragraph(texts.notStoredOld(day(round - RECENT - 1))) : null];
}

function answersBox(app) {
    const { texts, found: { answers, damaged }, visit: { circle } } = app;
    const nameOf = (id) => app.say(circle.councils.find((council) => council.id === id).name);

    return [
        el('h2', {}, texts.answersTitle),
        answers.length === 0 && damaged === 0 ? paragraph(texts.noAnswers) : null,
        ...answers.map((answer) => el('section', { class: 'card' }, el('h3', {}, nameOf(answer.council)),
            el('p', { class: 'reply' }, strange(answer.text)),
            answer.missing > 0 ? paragraph(texts.answerMissing(answer.missing)) : null)),
        damaged > 0 ? alertBox(texts.noteTitle, texts.answerDamaged) : null,
    ];
}

/** With what was written already, where the person came back from there. */
function beginFollowUp(app) {
    const { found, visit: { circle, receipts } } = app;
    const isOnlyOne = circle.councils.length === 1;

    found.followUp ??= { ...blank(), draft: Draft.followUp(found.root, receipts), council: isOnlyOne ? circle.councils[0] : null };
    app.report = found.followUp;
    app.show(isOnlyOne ? 'follow' : 'council');
}

export function result(app) {
    const { texts } = app;

    return [
        heading(texts.resultTitle),
        ...storedBox(app),
        ...answersBox(app),
        newest(app),
        el('div', { class: 'buttons' },
            button(texts.followUp, () => beginFollowUp(app), { class: app.found.rounds.length > 0 ? 'primary' : null, id: 'follow' }),
            backButton(texts.home, () => {
                app.forgetFound();
                app.show('start');
            })),
    ];
}

export function follow(app) {
    const { texts, report: { answers } } = app;
    const problem = el('div', {});
    const go = () => {
        const text = answers.text ?? '';

        if (text.trim() === '' || [...text].length > FOLLOW_UP_MAX) {
            problem.replaceChildren(alertBox(texts.errorTitle, text.trim() === '' ? texts.followEmpty : texts.tooLong([...text].length - FOLLOW_UP_MAX)));
        } else {
            app.show('followReview');
        }
    };

    return [
        heading(texts.followTitle),
        problem,
        el('label', { for: 'box-text' }, texts.followLabel),
        el('p', { class: 'hint', id: 'help-text' }, texts.followHelp),
        ...textBox(app, {
            id: 'text', maximum: FOLLOW_UP_MAX, value: answers.text ?? '', described: 'help-text',
            store: (text) => { answers.text = text; },
        }),
        el('div', { class: 'buttons' }, button(texts.next, go, { class: 'primary', id: 'next' }), backButton(texts.back, () => app.show('result'))),
    ];
}

export function followReview(app) {
    const { texts, report } = app;
    const marks = marksOf(report.answers.text);

    return [
        heading(texts.reviewTitle),
        paragraph(texts.reviewHelp(app.say(report.council.name))),
        el('p', {}, markedText(report.answers.text, marks)),
        explanations(app, report.answers.text, marks),
        el('div', { class: 'buttons' }, button(texts.good, () => app.show('send'), { class: 'primary', id: 'next' }),
            backButton(texts.back, () => app.show('follow'))),
    ];
}
