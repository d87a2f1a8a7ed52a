// SPDX-License-Identifier: EUPL-1.2
// The browser's Back goes one screen back, as the button on the screen does: it would leave the page, and all
// that somebody wrote would be gone. For that one entry of the history, with the same address, stands after
// the page's own; it is not one for each screen, since a browser may keep when each was made.
const INSIDE = 'inside';

export function isInside() {
    return history.state === INSIDE;
}

function stepInside() {
    if (!isInside()) {
        history.pushState(INSIDE, '');
    }
}

function buttonBack() {
    return document.querySelector('main .back');
}

/** To be called when another screen has come: where there is no way back, Back may leave. */
export function keepInside() {
    if (buttonBack() !== null) {
        stepInside();
    }
}

/** A page that is loaded inside goes to its beginning first; behind who left, that is the empty page. */
export function fromBeginning(begin) {
    if (isInside()) {
        addEventListener('popstate', begin, { once: true });
        history.back();
    } else {
        begin();
    }
}

export function watchBack(app) {
    addEventListener('popstate', () => {
        if (isInside() || app.isLeft) {
            return; // forward, or the person leaves
        }
        if (app.isBusy) {
            stepInside();
        } else {
            buttonBack()?.click();
        }
    });
}
