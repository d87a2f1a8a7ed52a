// SPDX-License-Identifier: EUPL-1.2
// Sealing and sending with its retries; what the person sees of it comes in as functions.
import { judgeAnswers } from './answers.mjs';
import { pause } from './dom.mjs';
import { sameCouncil } from './draft.mjs';
import { refuse } from './refusal.mjs';
import { post } from './transport.mjs';
import { isOver, visitEntry } from './visit.mjs';

const SEALS = 3; // a round may turn while a packet is on its way
const TRIES = 4;
const WAIT_SECONDS = 3;
const WAIT_MAX = 20;

/** Again and again while the entry is full. */
async function postPatiently(packet, onWait) {
    for (let i = 1; ; i++) {
        const { result, seconds } = await post(packet);

        if (result !== 'full' || i === TRIES) {
            return result;
        }
        const wait = Math.min(seconds || WAIT_SECONDS, WAIT_MAX);

        onWait(wait);
        await pause(wait * 1000);
    }
}

/** A fresh visit; the answers stay good when the questions are the same. */
async function visitAgain(app) {
    const { report } = app;
    const visit = await visitEntry(app.pin, app.visit);

    report.council = sameCouncil(visit.circle, report.council) ?? refuse('changed', 'the questions have changed');
    app.visit = visit;
}

function sealNow({ lang, visit, report }, round) {
    const { council, answers, draft } = report;

    if (draft.kind === 'report') {
        judgeAnswers(council.questions, answers);
    }
    return draft.seal({ circle: visit.circle, keys: visit.keys, council, round, answers, lang });
}

/** accepted, refused, token, full or uncertain. */
export async function send(app, { onSeal, onSend, onWait }) {
    let result = 'refused';

    for (let i = 0; i < SEALS && result === 'refused'; i++) {
        if (i > 0 && !isOver(app.visit)) {
            break;
        }
        if (isOver(app.visit)) {
            await visitAgain(app);
        }
        onSeal();
        await pause(0);
        const packet = sealNow(app, app.visit.round);

        onSend();
        result = await postPatiently(packet, onWait);
    }
    return result;
}

/** The packet that can be posted in that round. */
export function sealFor(app, round) {
    return sealNow(app, round);
}
