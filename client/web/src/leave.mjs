// SPDX-License-Identifier: EUPL-1.2
// The way out for somebody over whose shoulder somebody looks.
import { isInside } from './back.mjs';

const PRESSES = 3;
const WITHIN = 1500; // milliseconds
const PATIENCE = 500; // milliseconds, where the browser does not go back

function wipe(app) {
    app.forget();
    document.body.replaceChildren();
    document.title = '';
}

/** Wipes the page and goes to an empty one, which also takes this one's place in the history. */
function leave(app) {
    const replace = () => location.replace('about:blank');

    wipe(app);
    if (isInside()) {
        addEventListener('popstate', replace);
        setTimeout(replace, PATIENCE);
        history.back();
    } else {
        replace();
    }
}

export function watchLeaving(app) {
    let presses = [];

    // A browser may keep a page that was left, and show it again with all that was in it.
    addEventListener('pagehide', () => wipe(app));
    addEventListener('pageshow', ({ persisted }) => persisted && location.reload());

    document.getElementById('leave').addEventListener('click', () => leave(app));
    document.addEventListener('keydown', ({ key, timeStamp }) => {
        presses = key === 'Escape' ? [...presses, timeStamp].filter((time) => timeStamp - time < WITHIN) : [];
        if (presses.length >= PRESSES) {
            leave(app);
        }
    });
}
