// SPDX-License-Identifier: EUPL-1.2
// The questionnaire: one by one, or all on one page.
import { cleaned, length } from './answers.mjs';
import { alertBox, backButton, button, el, heading, paragraph, strange, TYPED } from './dom.mjs';

const NEAR = 200; // characters left, from where on they are told aloud

function setAnswer(answers, id, answer) {
    if (answer === '' || answer.length === 0) {
        delete answers[id];
    } else {
        answers[id] = answer;
    }
}

/** What is wrong with the answer to the question, or null. */
export function problemOf({ texts, report }, question) {
    const answer = report.answers[question.id];

    if (answer === undefined) {
        return question.required ? texts.required : null;
    }
    const over = question.type === 'text' ? length(answer) - question.maximum : 0;

    return over > 0 ? texts.tooLong(over) : null;
}

function choices(app, question) {
    const { answers } = app.report;
    const isMany = question.type === 'many';
    const chosen = () => [answers[question.id] ?? []].flat();
    const change = (id, isOn) => {
        const others = chosen().filter((other) => other !== id);
        const ordered = question.options.map((option) => option.id).filter((other) => others.includes(other) || (isOn && other === id));

        setAnswer(answers, question.id, isMany ? ordered : id);
    };

    return question.options.map((option) => el('label', { class: 'choice' },
        el('input', {
            type: isMany ? 'checkbox' : 'radio', name: question.id, value: option.id, checked: chosen().includes(option.id), autocomplete: 'off',
            onchange: ({ target }) => change(option.id, target.checked),
        }), el('span', {}, strange(app.say(option.label)))));
}

/** A text box that counts; store gets each change. */
export function textBox(app, { id, maximum, value, described, store }) {
    const count = el('p', { class: 'hint', id: `${id}-left` });
    const aloud = el('p', { class: 'hidden', role: 'status' });
    const tell = (text) => {
        const left = maximum - length(text);
        const words = left < 0 ? app.texts.tooLong(-left) : app.texts.left(left);

        count.textContent = words;
        count.classList.toggle('over', left < 0);
        aloud.textContent = left < NEAR ? words : '';
    };
    const box = el('textarea', {
        ...TYPED, id: `box-${id}`, rows: '8', 'aria-describedby': `${described} ${id}-left`,
        oninput: ({ target }) => {
            const text = cleaned(target.value);

            store(text);
            tell(text);
        },
    });

    box.value = value;
    tell(value);
    return [box, count, aloud];
}

function freeText(app, question) {
    const { answers } = app.report;

    return textBox(app, {
        id: question.id, maximum: question.maximum, value: answers[question.id] ?? '', described: `help-${question.id}`,
        store: (text) => setAnswer(answers, question.id, text),
    });
}

/** One question; heading is h1 when it stands alone. */
function questionBox(app, question, level) {
    const isText = question.type === 'text';
    const label = isText ? el('label', { for: `box-${question.id}` }, strange(app.say(question.label)))
        : el('span', {}, strange(app.say(question.label)));
    const title = el(level, level === 'h1' ? { tabindex: '-1' } : {}, label);
    const help = el('div', { id: `help-${question.id}`, class: 'hint' },
        app.say(question.help) === '' ? null : el('p', {}, strange(app.say(question.help))),
        paragraph(question.required ? app.texts.required : app.texts.optional));
    const isAnswered = question.type === 'one' && !question.required;
    const clear = isAnswered ? button(app.texts.clear, () => {
        delete app.report.answers[question.id];
        app.render();
    }, { class: 'plain' }) : null;

    return isText ? el('div', { class: 'question' }, title, help, freeText(app, question))
        : el('fieldset', { class: 'question', 'aria-describedby': `help-${question.id}` },
            el('legend', {}, title), help, choices(app, question), clear);
}

function goOn(app, shown, problemPlace) {
    const problem = shown.map((question) => [question, problemOf(app, question)]).find(([, text]) => text !== null);

    if (problem !== undefined) {
        const [question, text] = problem;

        problemPlace.replaceChildren(alertBox(app.texts.errorTitle, `${app.say(question.label)} ${text}`));
        document.getElementsByName(question.id)[0]?.focus();
        document.getElementById(`box-${question.id}`)?.focus();
        return;
    }
    step(app, 1);
}

function step(app, by) {
    const { report } = app;
    const { questions } = report.council;
    const place = report.isWhole || report.back !== null ? (by > 0 ? questions.length : -1) : report.place + by;
    const isOnlyOne = app.visit.circle.councils.length === 1;

    if (report.back !== null || place >= questions.length) {
        report.back = null;
        app.show('review');
    } else if (place < 0) {
        app.show(isOnlyOne ? 'start' : 'council');
    } else {
        report.place = place;
        app.show('questions');
    }
}

function toggle(app) {
    app.report.isWhole = !app.report.isWhole;
    app.report.back = null;
    app.show('questions');
}

export function questions(app) {
    const { texts, report } = app;
    const all = report.council.questions;
    const problem = el('div', {});
    const shown = report.isWhole ? all : [all[report.place]];
    const boxes = shown.map((question) => questionBox(app, question, report.isWhole ? 'h2' : 'h1'));

    return [
        report.isWhole ? heading(texts.questionsTitle) : el('p', { class: 'place' }, texts.questionOf(report.place + 1, all.length)),
        problem,
        ...boxes,
        el('div', { class: 'buttons' },
            button(report.isWhole || report.back !== null ? texts.toReview : texts.next, () => goOn(app, shown, problem), { class: 'primary', id: 'next' }),
            backButton(texts.back, () => step(app, -1), { id: 'back' })),
        el('p', {}, button(report.isWhole ? texts.oneByOne : texts.allOnOne, () => toggle(app), { class: 'plain', id: 'whole' })),
    ];
}
