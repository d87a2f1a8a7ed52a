// SPDX-License-Identifier: EUPL-1.2
// The page begins.
import { App } from './app.mjs';
import { fromBeginning, watchBack } from './back.mjs';
import { watchLeaving } from './leave.mjs';
import { Refusal } from './refusal.mjs';
import * as checking from './screen_check.mjs';
import * as naming from './screen_codename.mjs';
import * as asking from './screen_questions.mjs';
import * as reviewing from './screen_review.mjs';
import * as sending from './screen_send.mjs';
import * as starting from './screen_start.mjs';
import { pinOfPage } from './visit.mjs';

const SCREENS = {
    loading: starting.loading,
    trouble: starting.trouble,
    start: starting.start,
    council: starting.council,
    questions: asking.questions,
    review: reviewing.review,
    codename: naming.codename,
    typeBack: naming.typeBack,
    send: sending.send,
    done: sending.done,
    notDone: sending.notDone,
    check: checking.check,
    result: checking.result,
    follow: checking.follow,
    followReview: checking.followReview,
};

/** As the link would, but without its entry in the history, which Back would meet. */
function watchSkipping(app) {
    document.getElementById('skip').addEventListener('click', (happened) => {
        happened.preventDefault();
        app.focusHeading();
    });
}

function begin() {
    const app = new App(SCREENS, null);

    document.body.classList.add('alive');
    watchLeaving(app);
    watchBack(app);
    watchSkipping(app);
    document.getElementById('language').addEventListener('click', () => app.switchLanguage());
    try {
        app.pin = pinOfPage();
    } catch (error) {
        app.fail(error instanceof Refusal ? error.code : 'pin');
        return;
    }
    fromBeginning(() => starting.visit(app, 'start'));
}

begin();
