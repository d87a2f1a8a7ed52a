// SPDX-License-Identifier: EUPL-1.2
// Waiting for the codename, sending, what came of it; from a file, the packet for download.
import { alertBox, backButton, button, el, heading, paragraph, progressBox, statusBox } from './dom.mjs';
import { Refusal } from './refusal.mjs';
import { sealFor, send as sendReport } from './sending.mjs';
import { isFile, roundsOfHandout } from './visit.mjs';
import { dayOfRound } from './when.mjs';

const FILE_NAME = 'pakket.bin';

/** A bar until the codename is worked out; done is called then, or at once. */
function waitForRoot(app, place, done) {
    const { texts, report: { draft } } = app;
    const bar = progressBox(texts.derivingLabel);
    const tell = (share) => bar.set(share, texts.derivingProgress(Math.floor(share * 100)));

    if (draft.root !== null) {
        done();
        return;
    }
    tell(draft.share);
    draft.onProgress = tell;
    place.replaceChildren(paragraph(texts.deriving), bar.element);
    draft.derive(app.pin);
    draft.deriving.then(done, () => app.fail('memory'));
}

async function run(app, place) {
    const { texts } = app;
    const status = statusBox(texts.sealing);

    app.isBusy = true;
    place.replaceChildren(status);
    try {
        app.result = await sendReport(app, {
            onSeal: () => { status.textContent = texts.sealing; },
            onSend: () => { status.textContent = texts.sending; },
            onWait: (seconds) => { status.textContent = texts.waiting(seconds); },
        });
    } catch (error) {
        app.result = error instanceof Refusal ? error.code : 'failed';
    }
    if (app.result === 'accepted') {
        app.forget();
    }
    app.show(app.result === 'accepted' ? 'done' : 'notDone');
}

function sendButton(app, place, back) {
    place.replaceChildren(button(app.texts.sendNow, () => {
        back.remove();
        run(app, place);
    }, { class: 'primary', id: 'next' }));
}

export function send(app) {
    const { texts, report: { draft } } = app;
    const place = el('div', { class: 'buttons' });

    const back = backButton(texts.back, () => app.show(draft.kind === 'report' ? 'typeBack' : 'followReview'));

    waitForRoot(app, place, () => (isFile() ? packetChoice(app, place) : sendButton(app, place, back)));
    return [
        heading(isFile() ? texts.packetTitle : texts.sendTitle),
        paragraph(isFile() ? texts.packetHelp : texts.sendHelp),
        place,
        el('div', { class: 'buttons' }, back),
    ];
}

function download(packet) {
    const url = URL.createObjectURL(new Blob([packet], { type: 'application/octet-stream' }));
    const link = el('a', { href: url, download: FILE_NAME });

    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 60000);
}

function packetChoice(app, place) {
    const { texts, lang, visit } = app;
    const status = statusBox();
    const select = el('select', { id: 'day', autocomplete: 'off', 'aria-describedby': 'day-help' }, roundsOfHandout(visit)
        .map((round) => el('option', { value: String(round) }, dayOfRound(lang, visit.circle, round))));
    const make = () => {
        try {
            download(sealFor(app, Number(select.value)));
            status.replaceChildren(texts.packetMade(FILE_NAME), el('br', {}), texts.packetAfter);
        } catch (error) {
            app.fail(error instanceof Refusal ? error.code : 'failed');
        }
    };

    place.replaceChildren(el('div', {}, el('label', { for: 'day' }, texts.packetDay), select,
        el('p', { class: 'hint', id: 'day-help' }, texts.packetDayHelp),
        button(texts.packetMake, make, { class: 'primary', id: 'next' }), status));
}

export function done(app) {
    const { texts, lang, visit } = app;

    return [
        heading(texts.doneTitle),
        el('p', { class: 'good', role: 'status' }, texts.done),
        el('h2', {}, texts.doneNext),
        el('ol', {}, texts.doneSteps(dayOfRound(lang, visit.circle, visit.round + 2)).map((step) => el('li', {}, step))),
    ];
}

export function notDone(app) {
    const { texts, result } = app;
    const text = {
        uncertain: texts.uncertain, refused: texts.refused, full: texts.full, token: texts.token, changed: texts.changed,
    }[result] ?? texts.trouble[result];
    const isUncertain = result === 'uncertain';

    return [
        heading(isUncertain ? texts.uncertainTitle : texts.refusedTitle),
        alertBox(texts.noteTitle, typeof text === 'string' ? text : texts.failed),
        el('div', { class: 'buttons' },
            ['changed', 'token'].includes(result) ? null
                : backButton(texts.sendAgain, () => app.show('send'), { class: 'primary back', id: 'next' }),
            backButton(texts.home, () => {
                app.forgetReport();
                app.show('start');
            })),
    ];
}
