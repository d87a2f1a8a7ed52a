// SPDX-License-Identifier: EUPL-1.2
// Everything once more before it is sealed, with marks where somebody may be recognised.
import { length } from './answers.mjs';
import { alertBox, backButton, button, el, heading, paragraph, strange } from './dom.mjs';
import { lint, texts as linterTexts } from './linter.mjs';
import { problemOf } from './screen_questions.mjs';

const LINTER_MAX = 20000; // characters that it takes; no answer that fits is longer

export function marksOf(text) {
    return length(text) > LINTER_MAX ? [] : lint(text);
}

/** The text with its marks in place; each is numbered, and explained below. */
export function markedText(text, marks) {
    const parts = [];
    let at = 0;

    marks.forEach(({ start, end }, i) => {
        if (start === end) {
            return; // about the whole text
        }
        parts.push(text.slice(at, start), el('mark', {}, text.slice(start, end), el('sup', {}, String(i + 1))));
        at = end;
    });
    return el('bdi', { class: 'lines' }, parts, text.slice(at));
}

export function explanations(app, text, marks) {
    const { texts, lang } = app;

    if (marks.length === 0) {
        return el('p', { class: 'hint' }, texts.marksNone);
    }
    return el('div', { class: 'note' },
        el('h3', {}, texts.marksTitle(marks.length)),
        paragraph(texts.marksHelp),
        el('ol', {}, marks.map(({ start, end, kind }) => {
            const { name, reason, proposal } = linterTexts[lang][kind];

            return el('li', {}, el('strong', {}, name), start === end ? null : [': ', el('q', {}, strange(text.slice(start, end)))],
                el('br', {}), `${reason} ${proposal}`);
        })));
}

function answerOf(app, question) {
    const answer = app.report.answers[question.id];

    if (answer === undefined) {
        return el('p', { class: 'hint' }, app.texts.noAnswer);
    }
    if (question.type === 'text') {
        const marks = marksOf(answer);

        return el('div', {}, el('p', {}, markedText(answer, marks)), explanations(app, answer, marks));
    }
    const labels = question.options.filter((option) => [answer].flat().includes(option.id)).map((option) => app.say(option.label));

    return el('ul', {}, labels.map((label) => el('li', {}, strange(label))));
}

function change(app, place) {
    Object.assign(app.report, { place, isWhole: false, back: 'review' });
    app.show('questions');
}

/** The first question that still needs something, with what it needs. */
function findProblem(app) {
    const { council, answers } = app.report;
    const place = council.questions.findIndex((question) => problemOf(app, question) !== null);

    if (place >= 0) {
        const question = council.questions[place];

        return `${app.say(question.label)} ${problemOf(app, question)}`;
    }
    return Object.keys(answers).length === 0 ? app.texts.nothingSaid : null;
}

export function review(app) {
    const { texts, report, visit } = app;
    const problem = el('div', {});
    const rows = report.council.questions.map((question, place) => el('section', { class: 'answer' },
        el('h2', {}, strange(app.say(question.label))),
        answerOf(app, question),
        button(texts.change, () => change(app, place), { class: 'plain', 'aria-label': texts.changeOf(app.say(question.label)) })));
    const go = () => {
        const text = findProblem(app);

        if (text === null) {
            app.show('codename');
        } else {
            problem.replaceChildren(alertBox(texts.errorTitle, text));
        }
    };

    return [
        heading(texts.reviewTitle),
        paragraph(texts.reviewHelp(app.say(report.council.name))),
        ...rows,
        paragraph(texts.minimum(visit.circle.minimum)),
        paragraph(texts.noUndo),
        problem,
        el('div', { class: 'buttons' }, button(texts.good, go, { class: 'primary', id: 'next' }),
            backButton(texts.back, () => {
                report.place = report.council.questions.length - 1;
                app.show('questions');
            })),
    ];
}
