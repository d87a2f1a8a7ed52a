// SPDX-License-Identifier: EUPL-1.2
// What the page knows of the entry: always the same requests in the same order, whatever the person
// wants; PROTOCOL.md sections 6, 7 and 12. From a file: the block that the operator filled in.
import { same, unb64, utf8 } from './bytes.mjs';
import { splitReplies, verifyBoard } from './board.mjs';
import { judgeCircle, roundAt, verifyCircle } from './circle.mjs';
import * as json from './json.mjs';
import { judgeKeys, readKeys } from './keys.mjs';
import { publicKey } from './minisig.mjs';
import { readAllReceipts } from './receipts.mjs';
import { refuse, Refusal } from './refusal.mjs';
import { CIRCLE_MAX, EPOCHS_AHEAD, KEYS_MAX, RECEIPTS_MAX } from './sizes.mjs';
import { get } from './transport.mjs';
import { now, today } from './when.mjs';

const BEHIND = 3; // rounds after which missing receipts are told
const MINISIG_MAX = 1023;

/** Runs action; a refusal in it becomes one of `code`, or of what codes says for its own. */
function as(code, action, codes = {}) {
    try {
        return action();
    } catch (error) {
        throw error instanceof Refusal ? new Refusal(codes[error.code] ?? code, error.message) : error;
    }
}

function block(id) {
    return document.getElementById(id).textContent.trim();
}

/** The key that this page was made for. */
export function pinOfPage() {
    return as('pin', () => publicKey(utf8(json.parse(utf8(`[${block('pin')}]`))[0] ?? '')));
}

export function isFile() {
    return location.protocol === 'file:';
}

function readHandout() {
    return as('handout', () => {
        const object = json.parse(utf8(block('handout')));

        json.members(object, 'handout', ['circle', 'minisig', 'keys']);
        return Object.fromEntries(Object.entries(object).map(([name, text]) => [name, unb64(text)]));
    });
}

/** One after another, so that the order tells nothing. */
async function fetchAll() {
    return {
        circle: await get('/v1/circle', CIRCLE_MAX),
        minisig: await get('/v1/circle.minisig', MINISIG_MAX),
        keys: await get('/v1/keys', KEYS_MAX),
        receipts: await get('/v1/receipts', RECEIPTS_MAX),
        replies: await get('/v1/replies', RECEIPTS_MAX),
    };
}

/** Runs action; what it refuses is told with a day of the circle, which is verified by then. */
function about(circle, action) {
    try {
        return action();
    } catch (error) {
        throw Object.assign(error, { circle });
    }
}

function judgeTime(circle) {
    const time = roundAt(circle, now());

    if (time === null || time.round < circle.fromRound) {
        refuse('notBegun', 'the circle is not in force yet');
    }
    return time.round;
}

function readCircle(files, pin, before) {
    const circle = as('untrusted', () => verifyCircle(files.circle, files.minisig, pin), { unsupported: 'unsupported' });

    about(circle, () => as('expired', () => judgeCircle(circle, today())));
    as('older', () => judgeCircle(circle, today(), before?.circle ?? null), { conflict: 'untrusted' });
    if (circle.tokensRequired) {
        refuse('token', 'the entry wants tokens');
    }
    return circle;
}

function judgeReceipts(receipts, round, before) {
    const newest = receipts.at(-1)?.round ?? -1;
    const kept = before?.receipts.at(-1);
    const again = receipts.find((one) => one.round === kept?.round);

    if (newest > round + 1) {
        refuse('clock', 'the receipts are ahead of this clock');
    }
    if (kept !== undefined && newest < kept.round) {
        refuse('older', 'the receipts are older than those before');
    }
    if (again !== undefined && !same(again.hash, kept.hash)) {
        refuse('receipts', 'the receipts are not those of before');
    }
}

/** For each council its board, null when there is none, or {refused}. A bad board stops no report. */
function readBoards(bytes, circle, round, before) {
    try {
        return splitReplies(bytes, circle.councils.length).map((files, i) => readBoard(files, circle.councils[i], round, before?.boards[i]));
    } catch (error) {
        return circle.councils.map(() => ({ refused: error.message }));
    }
}

function readBoard(files, council, round, before) {
    try {
        const board = files === null ? null : verifyBoard(files, council);

        if (board?.round > round + 1 || (before?.round ?? -1) > (board?.round ?? -1)) {
            refuse('stale', 'a board from the future, or older than the one before');
        }
        return board;
    } catch (error) {
        return { refused: error.message };
    }
}

/** Everything that the entry gives, verified. before: the visit before this one, or null. */
export async function visitEntry(pin, before = null) {
    const files = await fetchAll();
    const circle = readCircle(files, pin, before);
    const round = about(circle, () => judgeTime(circle));
    const keys = as('keys', () => readKeys(files.keys, circle));

    as('clock', () => judgeKeys(keys, round));
    as('changedKeys', () => judgeKeys(keys, round, before?.keys ?? null));
    const receipts = as('receipts', () => readAllReceipts(files.receipts, circle));

    judgeReceipts(receipts, round, before);
    return { circle, round, keys, receipts, boards: readBoards(files.replies, circle, round, before) };
}

/** The same from the block in the page: no receipts, no boards. */
export function visitHandout(pin) {
    const files = readHandout();
    const circle = readCircle(files, pin, null);
    const round = about(circle, () => judgeTime(circle));
    const keys = as('keys', () => readKeys(files.keys, circle));
    const rounds = roundsOfHandout({ circle, round, keys });

    return rounds.length > 0 ? { circle, round, keys, receipts: [], boards: [] } : refuse('handoutOld', 'no key is left');
}

/** Rounds for which a packet can still be made out of a handout; later hops need the round after. */
export function roundsOfHandout({ circle, round, keys }) {
    const last = keys.round + EPOCHS_AHEAD - (circle.hops.length > 1 ? 2 : 1);
    const first = Math.max(round, keys.round);

    return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
}

export function receiptsAreBehind({ circle, round, receipts }) {
    return round > (receipts.at(-1)?.round ?? circle.fromRound) + BEHIND;
}

/** Whether the round has turned since the visit. */
export function isOver({ circle, round }) {
    return roundAt(circle, now())?.round !== round;
}
