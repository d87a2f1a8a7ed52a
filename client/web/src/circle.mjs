// SPDX-License-Identifier: EUPL-1.2
// The signed circle; PROTOCOL.md sections 2 and 6.
import { blake2b } from '@noble/hashes/blake2.js';

import { same } from './bytes.mjs';
import { judgeSharing, readCouncils, readEarlier, readHops, readTokens } from './circle_parts.mjs';
import { bilingual, readForm } from './form.mjs';
import * as json from './json.mjs';
import { verifyFile } from './minisig.mjs';
import { refuse } from './refusal.mjs';
import { CIRCLE_MAX } from './sizes.mjs';

const ROUND_SECONDS_MAX = 604800;
const LATE_PARTS = 24;
const PUBLIC_LEN = 32; // of suite 1
const MEMBERS = ['vrijuit', 'name', 'sequence', 'expires', 'from_round', 'suite', 'genesis', 'round_seconds',
    'batch', 'hops', '?earlier', 'councils', 'signing', 'minimum', 'form', 'tokens'];

/** What decides whether this program can read the rest, so it comes before the list of members. */
function judgeVersion(circle) {
    if (json.integer(circle, 'vrijuit') !== 1) {
        refuse('unsupported', 'a circle of another version');
    }
    if (json.integer(circle, 'suite') !== 1) {
        refuse('unsupported', 'a circle of a suite that this page lacks');
    }
}

function readDay(circle, name) {
    const day = json.text(circle, name);
    const [year, month, date] = day.split('-').map(Number);
    const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
    const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

    if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(day) || !(date >= 1 && date <= days[month - 1])) {
        refuse('malformed', `${name}: not a day`);
    }
    return day;
}

export function parseCircle(bytes) {
    const object = bytes.length <= CIRCLE_MAX ? json.parse(bytes) : refuse('malformed', 'circle: too long');

    judgeVersion(object);
    json.members(object, 'circle', MEMBERS);
    judgeSharing(object.signing);
    const fromRound = json.u32In(object, 'from_round');
    const form = readForm(object.form);

    return {
        id: blake2b(bytes, { dkLen: 32 }),
        name: bilingual(object, 'name'),
        sequence: json.integer(object, 'sequence'),
        expires: readDay(object, 'expires'),
        fromRound,
        genesis: json.integer(object, 'genesis'),
        roundSeconds: json.integer(object, 'round_seconds', 1, ROUND_SECONDS_MAX),
        batch: json.u32In(object, 'batch', 1),
        minimum: json.u32In(object, 'minimum', 1),
        hops: readHops(object),
        earlier: readEarlier(object, fromRound),
        form,
        councils: readCouncils(object, form, PUBLIC_LEN),
        tokensRequired: readTokens(object),
    };
}

/** Verified with the pinned key before anything is parsed. */
export function verifyCircle(bytes, minisig, pin) {
    const comment = verifyFile(minisig, pin, bytes);
    const circle = parseCircle(bytes);

    if (comment !== `vrijuit circle v1 sequence=${circle.sequence} expires=${circle.expires}`) {
        refuse('malformed', 'the trusted comment does not agree with the circle');
    }
    return circle;
}

/** today: YYYY-MM-DD, UTC. seen: the circle of the highest sequence so far, or null. */
export function judgeCircle(circle, today, seen = null) {
    if (today > circle.expires) {
        refuse('stale', `the circle expired after ${circle.expires}`);
    }
    if (seen !== null && circle.sequence < seen.sequence) {
        refuse('stale', 'the circle is older than one that was seen before');
    }
    if (seen !== null && circle.sequence === seen.sequence && !same(circle.id, seen.id)) {
        refuse('conflict', 'two different circles are signed with one sequence');
    }
}

/** The round at Unix time now, and whether it is in its last 1/24; null before genesis. */
export function roundAt(circle, now) {
    const since = now - circle.genesis;
    const round = Math.floor(since / circle.roundSeconds);
    const late = LATE_PARTS * (since % circle.roundSeconds) >= (LATE_PARTS - 1) * circle.roundSeconds;

    return since >= 0 && round <= 0xffffffff ? { round, late } : null;
}

export function roundStart(circle, round) {
    return circle.genesis + round * circle.roundSeconds;
}

/** The key of the council that holds the round, or undefined. */
export function councilKeyAt(council, round) {
    return council.keys.find((key) => round >= key.from && round <= key.until);
}
