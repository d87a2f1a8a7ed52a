// SPDX-License-Identifier: EUPL-1.2
// The codename: shown, written on paper, and typed back.
import { normalise } from './codename.mjs';
import { alertBox, backButton, button, el, heading, paragraph, TYPED } from './dom.mjs';
import { Refusal } from './refusal.mjs';

const COPYING = ['copy', 'cut', 'dragstart', 'contextmenu', 'selectstart'];

export function codename(app) {
    const { texts, report: { draft } } = app;
    const words = el('ol', { class: 'codename', translate: 'no' }, draft.codename.split(' ').map((word) => el('li', {}, word)));

    COPYING.forEach((event) => words.addEventListener(event, (happened) => happened.preventDefault()));
    return [
        heading(texts.codenameTitle),
        paragraph(texts.codenameWhy),
        words,
        paragraph(texts.codenameOnce),
        paragraph(texts.codenameNoCopy, { class: 'hint' }),
        el('div', { class: 'buttons' },
            button(texts.wroteDown, () => app.show('typeBack'), { class: 'primary', id: 'next' }),
            backButton(texts.back, () => app.show('review'))),
    ];
}

/** A field for eight words. */
export function wordsField(label, onEnter) {
    const input = el('input', {
        ...TYPED, type: 'text', id: 'words', autocapitalize: 'none',
        onkeydown: ({ key }) => key === 'Enter' && onEnter(),
    });

    return { input, nodes: [el('label', { for: 'words' }, label), input] };
}

/** What to say about typed words that are no codename. */
export function slipOf(texts, typed) {
    try {
        normalise(typed);
        return null;
    } catch (error) {
        if (!(error instanceof Refusal)) {
            throw error;
        }
        return error.count === 8 && error.word > 0 ? texts.wordUnknown(error.word, error.near) : texts.wordsCount(error.count);
    }
}

function differs(texts, typed, due) {
    const wrong = normalise(typed).split(' ').findIndex((word, i) => word !== due.split(' ')[i]);

    return wrong < 0 ? null : texts.wordDiffers(wrong + 1);
}

export function typeBack(app) {
    const { texts, report: { draft } } = app;
    const problem = el('div', {});
    const confirm = () => {
        const text = slipOf(texts, field.input.value) ?? differs(texts, field.input.value, draft.codename);

        if (text === null) {
            app.show('send');
        } else {
            problem.replaceChildren(alertBox(texts.errorTitle, text));
            field.input.focus();
        }
    };
    const field = wordsField(texts.typeBackLabel, confirm);

    return [
        heading(texts.typeBackTitle),
        paragraph(texts.typeBackHelp),
        problem,
        ...field.nodes,
        el('div', { class: 'buttons' }, button(texts.confirm, confirm, { class: 'primary', id: 'next' }),
            backButton(texts.showAgain, () => app.show('codename'))),
    ];
}
