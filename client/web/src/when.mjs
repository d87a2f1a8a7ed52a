// SPDX-License-Identifier: EUPL-1.2
// Days in words. A round is never told finer than by its days.
import { roundStart } from './circle.mjs';

const MONTHS = {
    nl: ['januari', 'februari', 'maart', 'april', 'mei', 'juni', 'juli', 'augustus', 'september', 'oktober', 'november', 'december'],
    en: ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'],
};

/** The UTC day of Unix seconds. */
export function dayOf(lang, seconds) {
    const date = new Date(seconds * 1000);

    return `${date.getUTCDate()} ${MONTHS[lang][date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

/** The day of YYYY-MM-DD. */
export function dayIn(lang, text) {
    return dayOf(lang, Date.parse(`${text}T00:00:00Z`) / 1000);
}

export function dayOfRound(lang, circle, round) {
    return dayOf(lang, roundStart(circle, round));
}

export function now() {
    return Date.now() / 1000;
}

/** YYYY-MM-DD, UTC. */
export function today() {
    return new Date(now() * 1000).toISOString().slice(0, 10);
}
